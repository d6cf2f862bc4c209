// SPDX-License-Identifier: Apache-2.0
// The documentation of the diagnostics, from the same table as their messages: docs/diagnostics holds these pages.

import { ALL_CODES, type Code, codeRow } from './codes';

export const GENERATED_NOTE = '<!-- Generated from the diagnostic tables by `WEFT_UPDATE=1 npm test`. -->';

function sentence(text: string): string {
  // Values are not known here: their names stand for them.
  const plain = text.replace(/\{([A-Za-z]+)\}/g, '‹$1›');
  return plain === '' || /[.!?]$/.test(plain) ? plain : `${plain}.`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function renderDiagnosticPage(code: Code): string {
  const { title, severity, what, why, instead, example, fix } = codeRow(code);
  const parts = [GENERATED_NOTE, '', `# ${code}: ${title}`, '', `Severity: ${severity}.`, '', sentence(what)];
  if (why !== '') parts.push(sentence(capitalised(why)));
  parts.push('', `**Instead:** ${sentence(instead)}`, '');
  if (example !== '')
    parts.push(severity === 'info' ? 'Gets it:' : 'Refused:', '', '```python', example.trimEnd(), '```', '');
  if (fix !== '') parts.push('Accepted:', '', '```python', fix.trimEnd(), '```', '');
  return parts.join('\n');
}

export function renderDiagnosticIndex(): string {
  const rows = ALL_CODES.map(
    (code) => `| [${code}](${code}.md) | ${codeRow(code).severity} | ${codeRow(code).title} |`,
  );
  return [
    GENERATED_NOTE,
    '',
    '# Diagnostics',
    '',
    '`WEFT1xx` syntax and names, `WEFT2xx` types and shapes, `WEFT3xx` effects.',
    '',
    '| code | severity | title |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

/** Every file of docs/diagnostics with its content. */
export function renderDiagnosticDocs(): ReadonlyMap<string, string> {
  const files = new Map(ALL_CODES.map((code) => [`${code}.md`, renderDiagnosticPage(code)]));
  return files.set('README.md', renderDiagnosticIndex());
}
