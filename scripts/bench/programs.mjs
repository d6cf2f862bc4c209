// SPDX-License-Identifier: Apache-2.0
// What is measured: the thirty PolyBench kernels in two forms, the programs of test/bench/programs, and tiny ones.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../lib/shell.mjs';

const RENAMED = { '2mm': 'two_mm', '3mm': 'three_mm' };

/**
 * Classes of PolyBench's kernels, in the words of docs/benchmarks.md. Of its forms for NumPy, those whose steps take whole rows or
 * columns that the steps before them made are recurrences: the class of factors and products of triangles is of those that work element
 * by element or slice by slice, and the scalar one of loops over single numbers.
 */
const CLASSES = {
  blas: 'gemm two_mm three_mm symm syrk syr2k trmm atax bicg mvt gemver gesummv doitgen',
  triangular: 'cholesky lu ludcmp gramschmidt',
  stencils: 'jacobi_1d jacobi_2d heat_3d fdtd_2d',
  sweeps: 'adi seidel_2d deriche durbin trisolv floyd_warshall nussinov',
  statistics: 'correlation covariance',
};

/** Programs whose every step needs the one before it: a second thread has nothing to do. */
const SERIAL = new Set('crc lorenz_loop recursive_filter durbin trisolv sieve substitution'.split(' '));

const classOf = (name) => Object.keys(CLASSES).find((key) => CLASSES[key].split(' ').includes(name));

function pythonFiles(folder) {
  return readdirSync(path.join(root, folder))
    .filter((name) => name.endsWith('.py'))
    .map((name) => ({ name: name.slice(0, -3), file: path.join(root, folder, name) }));
}

export function programs() {
  const polybench = pythonFiles('test/polybench/programs').flatMap(({ name, file }) => {
    const kernel = RENAMED[name] ?? name;
    return ['loops', 'numpy'].map((form) => ({
      name: kernel,
      form,
      file,
      task: `${kernel}_${form}`,
      class: classOf(kernel),
      peers: form === 'loops' ? ['numba', 'numba-parallel', 'pythran', 'c'] : ['numba', 'numba-parallel', 'pythran'],
    }));
  });
  const science = pythonFiles('test/bench/programs').map(({ name, file }) => {
    const source = readFileSync(file, 'utf8');
    return {
      name,
      form: 'science',
      file,
      task: 'kernel',
      class: /CLASS = "(\w+)"/.exec(source)[1],
      outOfCache: source.includes('OUT_OF_CACHE = True'),
      peers: ['numba', 'numba-parallel', 'pythran'],
    };
  });
  const file = path.join(root, 'test/bench/tiny.py');
  const tiny = [...readFileSync(file, 'utf8').matchAll(/@weft\.task\ndef (\w+)/g)].map(([, name]) => ({
    name,
    form: 'tiny',
    file,
    task: name,
    class: 'tiny',
    peers: [],
  }));
  return [...polybench, ...science, ...tiny].map((program) => ({ ...program, serial: SERIAL.has(program.name) }));
}
