// SPDX-License-Identifier: Apache-2.0
// Commands for a target, whatever the user's login shell is, and answers found between whatever it prints by itself.

/** One word for a POSIX shell. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replace(/'/g, "'\\''")}'`;
}

/**
 * The command line that runs `script` under `sh`, standard input left to the script.
 * The script travels in base64: csh and fish would each touch quotes, `!` or newlines of a plain one.
 */
export function shCommand(script: string): string {
  return `sh -c 'eval "$(printf %s ${Buffer.from(script, 'utf8').toString('base64')} | base64 -d)"'`;
}

/** What stands between unique markers in noisy output (banners, rc files that print); undefined when they are missing. */
export function betweenMarkers(output: string, marker: string): string | undefined {
  const opening = `${marker}-begin\n`;
  const start = output.indexOf(opening);
  if (start === -1) return undefined;
  const from = start + opening.length;
  const end = output.indexOf(`${marker}-end`, from);
  return end === -1 ? undefined : output.slice(from, end);
}

/** Reads `key=value` lines. */
export function parseFields(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split('\n').flatMap((line) => {
      const equals = line.indexOf('=');
      return equals <= 0 ? [] : [[line.slice(0, equals), line.slice(equals + 1).trim()] as const];
    }),
  );
}

/** Shell text that sets `root` to the installation root: the preset's, `$WEFT_HOME`, or `~/.weft`. */
export function rootAssignment(home: string | undefined): string {
  if (home === undefined) return 'root=${WEFT_HOME:-$HOME/.weft}';
  if (home.startsWith('~/')) return `root="$HOME"/${quote(home.slice(2))}`;
  const variable = /^\$(\w+)(.*)$/.exec(home);
  if (variable === null) return `root=${quote(home)}`;
  return `root="$${variable[1]}"${variable[2] === '' ? '' : quote(variable[2] ?? '')}`;
}
