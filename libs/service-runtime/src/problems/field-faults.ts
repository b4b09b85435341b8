import type { z } from 'zod';
import type { FieldFault } from './problem';

type Issue = z.core.$ZodIssue;

/** What is wrong with which field, from zod's issues: each unknown field by its own name, each union by its best branch. */
export function toFieldFaults(issues: readonly Issue[], parent: readonly PropertyKey[] = []): FieldFault[] {
  return issues.flatMap((issue) => {
    const path = [...parent, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ path: dotted([...path, key]), message: 'is not a known field' }));
    }
    if (issue.code === 'invalid_union') {
      const branch = closest(issue.errors);
      if (branch !== undefined) return toFieldFaults(branch, path);
    }
    return [{ path: dotted(path), message: messageOf(issue) }];
  });
}

/** The branch of a union that was meant, most likely: the one with the fewest faults. */
function closest(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  return [...branches].filter((branch) => branch.length > 0).sort((a, b) => a.length - b.length)[0];
}

function messageOf(issue: Issue): string {
  // zod says a missing field is of the type "undefined"; a caller thinks of it as missing.
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) return 'is required';
  if (issue.code === 'invalid_value' && issue.input === undefined && issue.message === '') return 'is required';
  return issue.message;
}

function dotted(path: readonly PropertyKey[]): string {
  return path.map(String).join('.');
}
