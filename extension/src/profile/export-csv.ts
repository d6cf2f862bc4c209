// SPDX-License-Identifier: Apache-2.0
// A profile as a table for spreadsheets and data frames: one row for each site, most expensive first.

import { type ProfileModel, tableRows } from './load';

/** Times in nanoseconds, one row for each site; fields with commas or quotes are quoted. */
export function exportCsv(model: ProfileModel): string {
  const { summary, handle } = model;
  const table = handle.table('site');
  const header =
    'line,function,operation,count,spawned,self_ns,total_ns,wall_ns,longest_ns,bytes,bandwidth_gb_per_s,note';
  const rows = tableRows(table).map((row) => {
    const site = summary.sites[table.key[row]!]!;
    const bandwidth = table.wall[row]! > 0 ? (table.bytes[row]! / table.wall[row]!).toFixed(3) : '';
    const fields = [
      site.range.startLine + 1,
      site.function,
      site.operation,
      table.count[row]!,
      table.spawned[row]!,
      table.self[row]!,
      table.total[row]!,
      table.wall[row]!,
      table.longest[row]!,
      table.bytes[row]!,
      bandwidth,
      site.note,
    ];
    return fields.map(csvField).join(',');
  });
  return [header, ...rows].join('\n') + '\n';
}

// A leading =, +, - or @ would be a formula to a spreadsheet; a quote before it makes it text.
function csvField(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
