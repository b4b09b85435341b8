import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../../support/service-process';

/** One instruction: its word, its flags (`--from=build`) and what follows them. */
export interface Instruction {
  word: string;
  flags: string[];
  args: string[];
}

/** The stages of a Dockerfile in their order, each from its FROM on. */
export function readDockerfile(path: string): Instruction[][] {
  const text = readFileSync(join(REPOSITORY, path), 'utf8')
    .split('\n')
    .filter((line) => !/^\s*(#|$)/.test(line))
    .join('\n')
    .replace(/\\\n\s*/g, ' ');
  const stages: Instruction[][] = [];
  for (const line of text.split('\n')) {
    const [word = '', ...rest] = line.trim().split(/\s+/);
    if (word === 'FROM') stages.push([]);
    const flags = rest.filter(
      (part, n) => part.startsWith('--') && rest.slice(0, n).every((one) => one.startsWith('--')),
    );
    stages.at(-1)?.push({ word, flags, args: rest.slice(flags.length) });
  }
  return stages;
}
