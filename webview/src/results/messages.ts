// SPDX-License-Identifier: Apache-2.0
// The typed messages between the extension and the results panel, and what the panel shows of one array.

export interface Statistics {
  readonly min: string;
  readonly max: string;
  readonly mean: string;
  readonly nan: number;
  readonly infinite: number;
}

export interface ValueTable {
  readonly rows: readonly (readonly string[])[];
  readonly rowLabels: readonly string[];
  readonly columnLabels: readonly string[];
}

export interface Picture {
  /** Cells in row order; NaN where every element of the block is NaN. */
  readonly cells: Float32Array;
  readonly width: number;
  readonly height: number;
  /** Elements of the array in one cell, down and across. */
  readonly blockRows: number;
  readonly blockColumns: number;
  readonly low: number;
  readonly high: number;
  readonly hasNan: boolean;
}

export interface Curve {
  readonly values: Float32Array;
  /** Elements in one point. */
  readonly block: number;
  readonly low: number;
  readonly high: number;
}

/** A two-dimensional cut through an array of more axes: all leading axes at a fixed index. */
export interface Cut {
  readonly leading: readonly number[];
  readonly lengths: readonly number[];
}

export interface ArraySummary {
  /** `f64[100,3]`, or `list of 12 float`. */
  readonly type: string;
  readonly isComplex?: true;
  /** Instead of "no elements". */
  readonly note?: string;
  readonly elements: number;
  readonly bytes: number;
  readonly scalar?: string;
  readonly statistics?: Statistics;
  readonly cut?: Cut;
  readonly table?: ValueTable;
  readonly picture?: Picture;
  readonly curve?: Curve;
}

export interface ShownResult {
  /** `return`, `return[1]`, or the parameter's name. */
  readonly title: string;
  readonly role: 'returned' | 'mutated';
  readonly file: string;
  readonly summary: ArraySummary;
}

export interface ShownRun {
  /** How the results are put together, as a Python literal with `...` for each. */
  readonly structure?: string;
  /** What stands in that literal itself, as texts that are known while compiling. */
  readonly constants: readonly { readonly title: string; readonly text: string }[];
  readonly job: string;
  readonly title: string;
  readonly target: string;
  readonly finished: string;
  /** Label and text of each phase that took time, in order. */
  readonly phases: readonly { readonly label: string; readonly text: string }[];
  readonly worker: string;
  readonly folder: string;
  readonly hasProfile: boolean;
  readonly results: readonly ShownResult[];
}

export type ToResultsPanel =
  | { readonly type: 'show'; readonly run: ShownRun }
  | { readonly type: 'cut'; readonly result: number; readonly summary: ArraySummary };

export type FromResultsPanel =
  | { readonly type: 'ready' }
  | { readonly type: 'cut'; readonly result: number; readonly leading: readonly number[] }
  | { readonly type: 'reveal'; readonly file: string }
  | { readonly type: 'copyPython' }
  | { readonly type: 'openProfile' };
