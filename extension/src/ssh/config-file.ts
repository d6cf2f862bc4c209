// SPDX-License-Identifier: Apache-2.0
// Reads OpenSSH client configuration: Include, Host and Match blocks evaluated as ssh(1) does, first value wins.
// `Match exec` never runs a command here and never matches; `canonical` and `final` never match.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import SSHConfig from 'ssh-config';
import { errnoOf, messageOf, usageError } from '../net/error';

const MAX_INCLUDE_DEPTH = 16;

export interface ConfigQuery {
  /** The host as the user typed it. */
  readonly host: string;
  readonly user: string | undefined;
  readonly localUser: string;
  readonly home: string;
}

/** The settings that apply to one host: lower-case keyword to the values in order of appearance. */
export class HostSettings {
  private readonly values = new Map<string, string[][]>();

  add(keyword: string, words: string[]): void {
    const key = keyword.toLowerCase();
    const list = this.values.get(key) ?? [];
    list.push(words);
    this.values.set(key, list);
  }

  /** The first value given: the one that counts. */
  first(keyword: string): string | undefined {
    return this.words(keyword)[0];
  }

  words(keyword: string): readonly string[] {
    return this.values.get(keyword.toLowerCase())?.[0] ?? [];
  }

  /** For keywords that add up, such as IdentityFile. */
  all(keyword: string): readonly string[] {
    return (this.values.get(keyword.toLowerCase()) ?? []).flat();
  }
}

/** ssh_config(5) patterns: `*`, `?`, and a leading `!` that vetoes. Case is ignored, as in host names. */
export function matchesPatterns(patterns: readonly string[], name: string): boolean {
  let isMatch = false;
  for (const pattern of patterns) {
    const isNegated = pattern.startsWith('!');
    if (!wildcard(isNegated ? pattern.slice(1) : pattern).test(name)) continue;
    if (isNegated) return false;
    isMatch = true;
  }
  return isMatch;
}

export function wildcard(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 'is');
}

type Words = string | readonly { readonly val: string }[];

function wordsOf(value: Words): string[] {
  return typeof value === 'string' ? [value] : value.map((word) => word.val);
}

interface ConfigLine {
  readonly param?: string;
  readonly value?: Words;
  readonly config?: readonly ConfigLine[];
}

/** Every settings that `file` gives for the queried host. A missing file gives none, unless `isRequired`. */
export function readHostSettings(
  file: string,
  query: ConfigQuery,
  settings: HostSettings = new HostSettings(),
  isRequired = false,
): HostSettings {
  evaluateFile(file, query, settings, 0, isRequired);
  return settings;
}

function parseFile(file: string, isRequired: boolean): readonly ConfigLine[] {
  let source: string;
  try {
    source = readFileSync(file, 'utf8');
  } catch (error) {
    if (!isRequired && (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR')) return [];
    throw usageError(
      `cannot read the SSH configuration \`${file}\`: ${messageOf(error)}`,
      'correct `--ssh-config`',
      'WEFT446',
    );
  }
  try {
    return SSHConfig.parse(source) as unknown as readonly ConfigLine[];
  } catch (error) {
    throw usageError(
      `the SSH configuration \`${file}\` is malformed: ${messageOf(error)}`,
      'correct the file',
      'WEFT446',
    );
  }
}

function evaluateFile(
  file: string,
  query: ConfigQuery,
  settings: HostSettings,
  depth: number,
  isRequired = false,
): void {
  if (depth > MAX_INCLUDE_DEPTH) {
    throw usageError(
      `the SSH configuration includes more than ${MAX_INCLUDE_DEPTH} levels at \`${file}\``,
      'remove the loop of Include lines',
      'WEFT446',
    );
  }
  evaluateLines(parseFile(file, isRequired), path.dirname(file), query, settings, depth);
}

function evaluateLines(
  lines: readonly ConfigLine[],
  folder: string,
  query: ConfigQuery,
  settings: HostSettings,
  depth: number,
): void {
  for (const line of lines) {
    if (line.param === undefined || line.value === undefined) continue;
    const words = wordsOf(line.value);
    switch (line.param.toLowerCase()) {
      case 'host':
        if (
          matchesPatterns(
            words.flatMap((word) => word.split(/\s+/)),
            query.host,
          )
        ) {
          evaluateLines(line.config ?? [], folder, query, settings, depth);
        }
        break;
      case 'match':
        if (
          matchesCriteria(
            words.flatMap((word) => word.split(/\s+/)),
            query,
            settings,
          )
        ) {
          evaluateLines(line.config ?? [], folder, query, settings, depth);
        }
        break;
      case 'include':
        for (const pattern of words.flatMap((word) => word.split(/\s+/))) {
          for (const file of expandInclude(pattern, folder, query.home)) evaluateFile(file, query, settings, depth + 1);
        }
        break;
      default:
        settings.add(line.param, words);
    }
  }
}

function matchesCriteria(words: readonly string[], query: ConfigQuery, settings: HostSettings): boolean {
  for (let i = 0; i < words.length; i++) {
    const word = words[i]?.toLowerCase() ?? '';
    const isNegated = word.startsWith('!');
    const criterion = isNegated ? word.slice(1) : word;
    if (criterion === 'all') {
      if (isNegated) return false;
      continue;
    }
    if (criterion === 'canonical' || criterion === 'final') {
      if (!isNegated) return false;
      continue;
    }
    const patterns = (words[++i] ?? '').split(',');
    const subject = subjectOf(criterion, query, settings);
    if (subject === undefined || matchesPatterns(patterns, subject) === isNegated) return false;
  }
  return words.length > 0;
}

function subjectOf(criterion: string, query: ConfigQuery, settings: HostSettings): string | undefined {
  switch (criterion) {
    case 'host':
      return settings.first('hostname') ?? query.host;
    case 'originalhost':
      return query.host;
    case 'user':
      return query.user ?? settings.first('user') ?? query.localUser;
    case 'localuser':
      return query.localUser;
    default:
      return undefined;
  }
}

/** Relative Include paths lie beside the file that includes them (`~/.ssh` for the user's own). */
function expandInclude(pattern: string, folder: string, home: string): string[] {
  const tilde = pattern.startsWith('~/') ? path.join(home, pattern.slice(2)) : pattern;
  const absolute = path.isAbsolute(tilde) ? tilde : path.join(folder, tilde);
  if (!/[*?]/.test(absolute)) return existsSync(absolute) ? [absolute] : [];
  let found = [path.parse(absolute).root];
  for (const part of absolute.split('/').filter((segment) => segment !== '')) {
    found = found.flatMap((parent) => {
      if (!/[*?]/.test(part)) return existsSync(path.join(parent, part)) ? [path.join(parent, part)] : [];
      const expression = wildcard(part);
      try {
        return readdirSync(parent)
          .filter((name) => !name.startsWith('.') && expression.test(name))
          .sort()
          .map((name) => path.join(parent, name));
      } catch {
        return []; // Not a readable folder: the pattern matches nothing there, as in ssh(1).
      }
    });
  }
  return found;
}

/** Host names that the configuration mentions literally: what a target picker offers. */
export function listConfiguredHosts(file: string, home: string, depth = 0): string[] {
  if (depth > MAX_INCLUDE_DEPTH) return [];
  const hosts: string[] = [];
  const visit = (lines: readonly ConfigLine[]): void => {
    for (const line of lines) {
      const keyword = line.param?.toLowerCase();
      const words = line.value === undefined ? [] : wordsOf(line.value).flatMap((word) => word.split(/\s+/));
      if (keyword === 'host') hosts.push(...words.filter((word) => word !== '' && !/[*?!]/.test(word)));
      if (keyword === 'include') {
        for (const word of words) {
          for (const included of expandInclude(word, path.dirname(file), home))
            hosts.push(...listConfiguredHosts(included, home, depth + 1));
        }
      }
      visit(line.config ?? []);
    }
  };
  visit(parseFile(file, false));
  return [...new Set(hosts)];
}
