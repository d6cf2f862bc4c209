// SPDX-License-Identifier: Apache-2.0
// How a result is put together: a Python literal with `...` for each value that has a file, and `[*item]` for a list of
// any length. Anything cut short gives what could be read.

/** A part of a result, by how a Python reader gets at it. */
export interface Parts {
  /** By the names of the job: `return.0` is `return[0]`. */
  readonly titles: ReadonlyMap<string, string>;
  /** What stands in the literal itself: texts that are known while compiling, and None. */
  readonly constants: readonly { readonly title: string; readonly text: string }[];
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

class Reader {
  readonly titles = new Map<string, string>();
  readonly constants: { title: string; text: string }[] = [];
  private at = 0;

  constructor(private readonly text: string) {}

  value(name: string, title: string): void {
    this.skip();
    const close = CLOSING[this.text[this.at] ?? ''];
    if (close !== undefined) {
      this.group(name, title, close);
      return;
    }
    const literal = this.word();
    if (literal === '...') this.titles.set(name, title);
    else if (literal !== '') this.constants.push({ title, text: literal });
  }

  private group(name: string, title: string, close: string): void {
    this.at++;
    for (let index = 0; ; index++) {
      this.skip();
      if (this.at >= this.text.length || this.text[this.at] === close) break;
      if (this.text[this.at] === '*') {
        while (this.text[this.at] === '*') this.at++;
        this.value(name, `${title}[i]`);
      } else if (close === '}') {
        const key = this.word();
        this.skip();
        this.at++;
        const plain = /^['"]([A-Za-z_]\w{0,63})['"]$/.exec(key)?.[1];
        this.value(`${name}.${plain ?? index}`, `${title}[${key}]`);
      } else this.value(`${name}.${index}`, `${title}[${index}]`);
      this.skip();
      if (this.text[this.at] === ',') this.at++;
    }
    this.at++;
  }

  /** A literal without brackets: a text in quotes, or what goes on to the next mark. */
  private word(): string {
    const begin = this.at;
    const quote = this.text[this.at];
    if (quote === "'" || quote === '"') {
      for (this.at++; this.at < this.text.length && this.text[this.at] !== quote; this.at++)
        if (this.text[this.at] === '\\') this.at++;
      this.at++;
    } else while (this.at < this.text.length && !',:)]}'.includes(this.text[this.at]!)) this.at++;
    return this.text.slice(begin, this.at).trim();
  }

  private skip(): void {
    while (this.text[this.at] === ' ') this.at++;
  }
}

export function partsOf(structure: string | undefined): Parts {
  if (structure === undefined) return { titles: new Map(), constants: [] };
  const reader = new Reader(structure);
  reader.value('return', 'return');
  return reader;
}
