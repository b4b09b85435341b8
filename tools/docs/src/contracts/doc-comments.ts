import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/**
 * The doc comments of a folder's declarations and of the members of their object literals, however deep in calls: by
 * `instant`, `admit.basic`, `stationCommand:trigger.message`. A call whose first argument is a text (`event('station.booted',
 * ...)`) or an element of a list of such calls is told by that text after a colon; wrappers like `z.object()` leave no trace.
 */
export function readDocComments(folder: string): ReadonlyMap<string, string> {
  const comments = new Map<string, string>();
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith('.ts') || name.endsWith('.spec.ts')) continue;
    const text = readFileSync(join(folder, name), 'utf8');
    const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
    source.forEachChild((node) => readStatement(node, comments));
  }
  return comments;
}

function readStatement(node: ts.Node, comments: Map<string, string>): void {
  if (ts.isFunctionDeclaration(node) && node.name) note(comments, node.name.text, node);
  if (!ts.isVariableStatement(node)) return;
  for (const { name, initializer } of node.declarationList.declarations) {
    if (!ts.isIdentifier(name)) continue;
    note(comments, name.text, node);
    if (initializer) readMembers(initializer, name.text, comments);
  }
}

function readMembers(node: ts.Node, path: string, comments: Map<string, string>): void {
  if (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) {
    const own = `${path}.${node.name.getText()}`;
    note(comments, own, node);
    node.forEachChild((child) => readMembers(child, own, comments));
    return;
  }
  const listed = ts.isCallExpression(node) && ts.isArrayLiteralExpression(node.parent) ? node.arguments[0] : undefined;
  const inside = listed && ts.isStringLiteral(listed) ? `${path}:${listed.text}` : path;
  if (inside !== path) note(comments, inside, node);
  node.forEachChild((child) => readMembers(child, inside, comments));
}

function note(comments: Map<string, string>, path: string, node: ts.Node): void {
  const text = docOf(node);
  if (text !== '') comments.set(path, text);
}

/** The last doc comment before `node`, without its stars and tags, as one line. */
function docOf(node: ts.Node): string {
  const text = node.getSourceFile().text;
  const ranges = ts.getLeadingCommentRanges(text, node.getFullStart()) ?? [];
  const last = ranges.map(({ pos, end }) => text.slice(pos, end)).findLast((comment) => comment.startsWith('/**'));
  return (last ?? '')
    .slice(3, -2)
    .replace(/^\s*\*/gm, '')
    .replace(/(?:^|\s)@[a-z]+\b[^]*$/, '')
    .replace(/\s+/g, ' ')
    .trim();
}
