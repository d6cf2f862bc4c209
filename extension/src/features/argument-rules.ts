// SPDX-License-Identifier: Apache-2.0
// What counts as an argument's value: the parser of the command line, so that both accept and refuse the same.

import { messageOf } from '../net/error';
import type { FormRules } from './argument-form';

export async function argumentRules(): Promise<FormRules> {
  const { parseLiteral } = await import('../cluster/literals');
  return {
    check: (text) => {
      if (/^(@.+\.(np[yz](:.+)?|json)|remote:.+\.npy)$/.test(text)) return undefined;
      try {
        parseLiteral(text, '');
        return undefined;
      } catch (error) {
        return messageOf(error).replace(/^: /, '');
      }
    },
    keysOf: async (file) => {
      const { readZip } = await import('../cluster/zip');
      const members = await readZip(file);
      return members.filter(({ name }) => name.endsWith('.npy')).map(({ name }) => name.slice(0, -'.npy'.length));
    },
  };
}
