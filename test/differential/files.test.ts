// SPDX-License-Identifier: Apache-2.0
// Files read and written by tasks: those that NumPy, h5py and netCDF4 write are read as those libraries read them, and what tasks
// write NumPy reads back.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Oracle } from './oracle';
import { WeftRunner } from './weft';

const MAKE = `
import sys, numpy as np, h5py, netCDF4
from pathlib import Path
home = Path(sys.argv[1])
a = np.arange(12.0).reshape(3, 4)
z = {"a": a, "f": np.asfortranarray(a), "i": np.array([1, 2, 3], dtype=np.int32), "b": np.array([True, False]), "s": np.float64(2.5),
     "u": np.arange(5, dtype=np.uint16), "c": np.array([1 + 2j, 3j]), "e": np.zeros((0, 3))}
np.savez(home / "plain.npz", **z)
np.savez_compressed(home / "packed.npz", **z)
np.savez(home / "nameless.npz", a, np.arange(3))
np.save(home / "array.npy", a)
text = lambda name, content: (home / name).write_text(content)
text("table.csv", "x,y,z\\n1,2,3\\n4,5.5,-6e2\\n7,nan,inf\\n")
text("blank.txt", "# head\\n\\n1 2\\n  3 4  # tail\\n\\n5 6\\n")
text("one.txt", "1.5\\n")
text("column.txt", "1\\n2\\n3\\n")
text("row.txt", "1 2 3\\n")
text("holes.csv", "a,b,c\\n1,,3\\n4,x,6\\n,8,\\n")
text("ragged.csv", "1,2\\n3,4,5\\n6,7\\n")
text("words.csv", "1,2\\n3,four\\n")
text("empty.txt", "# nothing\\n")
text("tabs.tsv", "1\\t2\\r\\n3\\t4\\r\\n")
text("ints.txt", "1 2 3\\n4 5 6\\n")
with h5py.File(home / "data.h5", "w") as f:
    f["a"] = a
    f["group/deep/i"] = np.arange(6, dtype=np.int16).reshape(2, 3)
    f["group/packed"] = np.linspace(0, 1, 1000)
    f.create_dataset("zipped", data=np.arange(10000).reshape(100, 100), chunks=(10, 100), compression="gzip", shuffle=True)
    f["big"] = np.arange(4, dtype=">f8")
    f["flag"] = np.array([True, False, True])
    f["z"] = np.array([1 + 2j, 3j])
    f["number"] = 4.25
    f["text"] = "words"
    f["none"] = np.zeros((0, 2), dtype=np.float32)
for name, kind in (("four.nc", "NETCDF4"), ("three.nc", "NETCDF3_CLASSIC"), ("wide.nc", "NETCDF3_64BIT_OFFSET"), ("five.nc", "NETCDF3_64BIT_DATA")):
    with netCDF4.Dataset(home / name, "w", format=kind) as d:
        d.createDimension("t", None)
        d.createDimension("x", 3)
        t = d.createVariable("t", "f8", ("t",))
        v = d.createVariable("v", "f4", ("t", "x"))
        i = d.createVariable("i", "i2", ("x",))
        d.createVariable("b", "i1", ("t",))[:] = np.arange(4, dtype=np.int8)
        d.title = "some text"
        t[:] = np.arange(4.0)
        v[:] = np.arange(12.0).reshape(4, 3)
        i[:] = [1, 2, 3]
        m = d.createVariable("m", "f8", ("x",), fill_value=-1.0)
        m[:] = [1.0, -1.0, 2.0]
        p = d.createVariable("p", "i2", ("x",))
        p.scale_factor = 0.5
        p[:] = [1.0, 2.0, 3.0]
np.arange(10, dtype=np.float32).tofile(home / "raw.bin")
`;

/** Bodies of functions; HOME is a folder. */
const READS: Record<string, string> = {
  'npz members': `
    d = np.load("HOME/plain.npz")
    return d["a"], d["f"], d["i"], d["b"], d["u"], d["c"], d["e"], d["a.npy"].sum()`,
  'compressed npz': `
    d = np.load("HOME/packed.npz")
    e = np.load("HOME/nameless.npz")
    return d["a"], d["f"], d["i"], d["b"], d["c"], d["e"], e["arr_0"], e["arr_1"]`,
  'a number in an archive': `
    return np.load("HOME/plain.npz")["s"] + 1.0`,
  'mapped files': `
    return np.load("HOME/array.npy", mmap_mode="r").sum(axis=0)`,
  'a table': `
    return np.loadtxt("HOME/table.csv", delimiter=",", skiprows=1), np.loadtxt("HOME/table.csv", float, "#", ",", None, 1, (0, 2))`,
  'unpacked columns': `
    x, y, z = np.loadtxt("HOME/table.csv", delimiter=",", skiprows=1, unpack=True)
    a, b = np.loadtxt("HOME/blank.txt", unpack=True)
    return x, y, z, a, b`,
  'texts of every rank': `
    return (np.loadtxt("HOME/blank.txt"), np.loadtxt("HOME/one.txt") + 1.0, np.loadtxt("HOME/column.txt"), np.loadtxt("HOME/row.txt"),
            np.loadtxt("HOME/row.txt", ndmin=2), np.loadtxt("HOME/column.txt", ndmin=2), np.loadtxt("HOME/one.txt", ndmin=1),
            np.loadtxt("HOME/empty.txt"), np.loadtxt("HOME/tabs.tsv", delimiter="\\t"), np.loadtxt("HOME/blank.txt", max_rows=2),
            np.loadtxt("HOME/ints.txt", dtype=int), np.loadtxt("HOME/ints.txt", dtype=np.float32, usecols=-1),
            np.loadtxt("HOME/ints.txt", dtype=np.uint8, usecols=(2, 0)), np.loadtxt("HOME/table.csv", comments=["x", "x"][0], delimiter=","))`,
  'missing values': `
    return (np.genfromtxt("HOME/holes.csv", delimiter=",", skip_header=1), np.genfromtxt("HOME/holes.csv", delimiter=","),
            np.genfromtxt("HOME/holes.csv", delimiter=",", skip_header=1, filling_values=-1), np.genfromtxt("HOME/blank.txt"),
            np.genfromtxt("HOME/holes.csv", delimiter=",", skip_header=1, usecols=(0, 2), skip_footer=1), np.genfromtxt("HOME/one.txt") * 2.0,
            np.genfromtxt("HOME/table.csv", delimiter=",", skip_header=1, unpack=True), np.genfromtxt("HOME/row.txt", max_rows=1, ndmin=2))`,
  'HDF5 datasets': `
    import h5py
    f = h5py.File("HOME/data.h5", "r")
    g = f["group"]
    return (f["a"][:], f["/group/deep/i"][...], g["packed"][10:20], f["zipped"][3:5, ::7], f["zipped"][()], f["big"][:] + 0.0, f["flag"][:],
            f["z"][:], f["number"][()] + 1.0, f["none"][:], f["a"][1, 2], g["deep"]["i"][0])`,
  'NetCDF variables': `
    import netCDF4
    d = netCDF4.Dataset("HOME/four.nc")
    e = netCDF4.Dataset("HOME/three.nc", "r")
    f = netCDF4.Dataset("HOME/wide.nc")
    g = netCDF4.Dataset("HOME/five.nc")
    return (d.variables["t"][:], d.variables["v"][:], d["i"][:], e.variables["t"][:], e.variables["v"][1:, 2], e["i"][:], e["b"][:],
            f["v"][:], f["t"][:], g["v"][:], g["t"][:], g["i"][:])`,
  'files that are open for a block': `
    with h5py.File("HOME/data.h5", "r") as f:
        a = f["a"][:]
        total = a.sum()
    with np.load("HOME/plain.npz") as d, netCDF4.Dataset("HOME/four.nc") as e:
        b = d["i"]
        t = e["t"][1:]
    return a, total, b, t`,
  'raw numbers': `
    return (np.fromfile("HOME/raw.bin", dtype=np.float32), np.fromfile("HOME/raw.bin", np.float32, 3, offset=8),
            np.fromfile("HOME/raw.bin", np.uint8)[:5])`,
};

const FAULTS: Record<string, string> = {
  'np.loadtxt("HOME/ragged.csv", delimiter=",", ndmin=2)':
    'ValueError: the number of columns changed from 2 to 3 at row 2; use `usecols` to select a subset and avoid this error',
  'np.loadtxt("HOME/words.csv", delimiter=",", ndmin=2)':
    "ValueError: could not convert string 'four' to float64 at row 1, column 2.",
  'np.loadtxt("HOME/words.csv", ndmin=2)': "ValueError: could not convert string '1,2' to float64 at row 0, column 1.",
  'np.loadtxt("HOME/ints.txt", usecols=5, ndmin=2)': 'ValueError: invalid column index 5 at row 1 with 3 columns',
  'np.genfromtxt("HOME/ragged.csv", delimiter=",", ndmin=2)':
    'ValueError: Some errors were detected !\n    Line #2 (got 3 columns instead of 2)',
  'np.loadtxt("HOME/none.txt", ndmin=2)': 'FileNotFoundError: HOME/none.txt not found.',
  'np.fromfile("HOME/none.bin")': "FileNotFoundError: [Errno 2] No such file or directory: 'HOME/none.bin'",
  'netCDF4.Dataset("HOME/four.nc")["m"][:]':
    'ValueError: the variable has missing values; netCDF4 gives a masked array, which tasks do not have',
  'netCDF4.Dataset("HOME/three.nc")["m"][:]':
    'ValueError: the variable has missing values; netCDF4 gives a masked array, which tasks do not have',
};

/** What the target answers when it is asked for the type of these. */
const UNDESCRIBED: Record<string, RegExp> = {
  'np.load("HOME/plain.npz")["none"]': /KeyError: 'none is not a file in the archive' ?.*/,
  'h5py.File("HOME/data.h5")["absent"][:]': /KeyError: .*object 'absent' doesn't exist/,
  'h5py.File("HOME/data.h5")["group"][:]': /'group' is a group/,
  'h5py.File("HOME/data.h5")["text"][()]': /strings cannot be read/,
  'h5py.File("HOME/one.txt")["a"][:]': /file signature not found/,
  'netCDF4.Dataset("HOME/three.nc")["p"][:]': /packed/,
  'netCDF4.Dataset("HOME/four.nc")["q"][:]': /KeyError: 'q'/,
  'np.load("HOME/none.npz")["a"]': /No such file/,
  'np.loadtxt("HOME/ragged.csv", delimiter=",")': /number of columns changed from 2 to 3/,
};

describe('files', () => {
  let runner: WeftRunner;
  let oracle: Oracle;
  const program = (body: string) =>
    `import numpy as np\nimport h5py\nimport netCDF4\n\ndef f():\n${body.replaceAll('HOME', runner.home).replace(/^\n/, '')}\n`;
  beforeAll(async () => {
    runner = await WeftRunner.create();
    oracle = new Oracle();
    execFileSync('/usr/bin/python3', ['-c', MAKE, runner.home]);
  });
  afterAll(async () => {
    await oracle.close();
    await runner.close();
  });

  it.each(Object.keys(READS))('reads %s', async (name) => {
    const source = program(READS[name]!.replace(/^ +import .*$\n/gm, ''));
    const ran = await runner.run(source, 'f', []);
    expect(ran.kind === 'ran' ? '' : JSON.stringify(ran)).toBe('');
    const results = ran.kind === 'ran' ? ran.results : null;
    const answer = await oracle.check({
      source,
      function: 'f',
      inputs: {},
      results,
      error: null,
      tolerance: 0,
      rule: 'exact',
    });
    expect(answer.why).toBeNull();
  });

  it.each(Object.keys(FAULTS))('raises for %s', async (call) => {
    const ran = await runner.run(program(`    return ${call}`), 'f', []);
    const raised = ran.kind === 'raised' ? `${ran.error}: ${ran.message}` : JSON.stringify(ran);
    expect(raised).toBe(FAULTS[call]!.replaceAll('HOME', runner.home));
  });

  it.each(Object.keys(UNDESCRIBED))('says before a run why %s has no type', async (call) => {
    await expect(runner.run(program(`    return ${call}`), 'f', [])).rejects.toThrow(UNDESCRIBED[call]!);
  });

  it('writes archives, texts and raw numbers that NumPy reads back', async () => {
    const source = program(`
    a = np.arange(6.0).reshape(2, 3)
    i = np.array([1, 2, 3], dtype=np.int16)
    for k in range(3):
        np.savez("HOME/written.npz", a, i, t=a.T, n=k, f=2.5, flag=k > 1, l=[1, 2])
    np.savez_compressed("HOME/small", big=np.zeros((100, 100)), e=np.zeros((0, 3)), c=np.array([1 + 2j]))
    np.savetxt("HOME/a.txt", a)
    np.savetxt("HOME/b.csv", a, delimiter=",", fmt="%.3f", header="x,y,z", comments="")
    np.savetxt("HOME/c.txt", i, fmt="%d", footer="end")
    np.savetxt("HOME/d.txt", np.array([[1.5, np.nan], [np.inf, -np.inf]]), fmt=["%5.1f", "%s"])
    np.savetxt("HOME/e.txt", a, fmt="%d-%d|%g", header="two\\nlines")
    np.savetxt("HOME/g.txt", a > 2, fmt="%i")
    np.savetxt("HOME/h.txt", i)
    i.tofile("HOME/i.bin")
    np.save("HOME/s.npy", a[:, ::2])
    return a`);
    const ran = await runner.run(source, 'f', []);
    expect(ran.kind === 'ran' ? '' : JSON.stringify(ran)).toBe('');
    const check = `
import sys, io, numpy as np
from pathlib import Path
home = Path(sys.argv[1])
a = np.arange(6.0).reshape(2, 3)
i = np.array([1, 2, 3], dtype=np.int16)
w = np.load(home / "written.npz")
assert sorted(w.files) == ["arr_0", "arr_1", "f", "flag", "l", "n", "t"], w.files
for name, value in {"arr_0": a, "arr_1": i, "t": a.T, "n": np.asarray(2), "f": np.asarray(2.5), "flag": np.asarray(True), "l": np.array([1, 2])}.items():
    assert w[name].dtype == value.dtype and np.array_equal(w[name], value), (name, w[name], value)
s = np.load(home / "small.npz")
assert np.array_equal(s["big"], np.zeros((100, 100))) and s["e"].shape == (0, 3) and s["c"][0] == 1 + 2j
assert (home / "small.npz").stat().st_size < 5000
def same(name, *args, **kw):
    text = io.StringIO()
    np.savetxt(text, *args, **kw)
    assert (home / name).read_text() == text.getvalue(), (name, (home / name).read_text(), text.getvalue())
same("a.txt", a); same("b.csv", a, delimiter=",", fmt="%.3f", header="x,y,z", comments=""); same("c.txt", i, fmt="%d", footer="end")
same("d.txt", np.array([[1.5, np.nan], [np.inf, -np.inf]]), fmt=["%5.1f", "%s"]); same("e.txt", a, fmt="%d-%d|%g", header="two\\nlines")
same("g.txt", a > 2, fmt="%i"); same("h.txt", i)
assert np.array_equal(np.fromfile(home / "i.bin", np.int16), i)
assert np.array_equal(np.load(home / "s.npy"), a[:, ::2])
print("ok")
`;
    expect(execFileSync('/usr/bin/python3', ['-c', check, runner.home], { encoding: 'utf8' })).toBe('ok\n');
    expect(readFileSync(path.join(runner.home, 'b.csv'), 'utf8')).toBe('x,y,z\n0.000,1.000,2.000\n3.000,4.000,5.000\n');
  });
});
