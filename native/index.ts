// SPDX-License-Identifier: Apache-2.0
// The native code of this process: the addon when it loads, else TypeScript with the same answers.

import { type LoadedAddon, loadAddon } from './addon';
import type { NativeApi } from './api';
import { typescriptApi } from './fallback/api';

export * from './api';
export { loadAddon, typescriptApi };

let loaded: LoadedAddon | undefined;

export function nativeApi(): NativeApi {
  loaded ??= loadAddon();
  return 'api' in loaded ? loaded.api : typescriptApi;
}

/** Why the fallback is in use, for the log; undefined while the addon is. */
export function fallbackReason(): string | undefined {
  loaded ??= loadAddon();
  return 'reason' in loaded ? loaded.reason : undefined;
}
