// SPDX-License-Identifier: Apache-2.0

export function serverDirectory(): string;
export function installVscodeServer(options?: { log?: (line: string) => void }): string;
export function cleanEnvironment(env?: NodeJS.ProcessEnv): Record<string, string>;
