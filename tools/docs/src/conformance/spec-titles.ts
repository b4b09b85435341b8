import ts from 'typescript';

/** One test as its runner reports it, or as near to that as can be read without running it. */
export interface SpecCase {
  /** The titles of its `describe`s and its own, ` › ` between them. */
  readonly title: string;
  /** Texts it hands to a call or has in its row: the actions it may be about are among them. */
  readonly mentions: ReadonlySet<string>;
  /** Texts it gives as `type` or `action`, as commands have them. */
  readonly commands: ReadonlySet<string>;
}

const RUNNERS = ['it', 'test'];

/** The tests of one source, in order. Those of `it.each` count one a row where the rows are written out. */
export function readSpecCases(fileName: string, text: string): SpecCase[] {
  const source = ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest, true);
  const cases: SpecCase[] = [];
  const visit = (node: ts.Node, titles: readonly string[]): void => {
    const told = ts.isCallExpression(node) ? readCall(node) : undefined;
    if (!told) return node.forEachChild((child) => visit(child, titles));
    if (RUNNERS.includes(told.runner)) cases.push(...expand(told, titles));
    else for (const title of titlesOf(told)) told.call.forEachChild((child) => visit(child, [...titles, title]));
  };
  visit(source, []);
  return cases;
}

interface Told {
  readonly runner: string;
  readonly title: string;
  readonly call: ts.CallExpression;
  /** The rows of `.each`, if they are written out. */
  readonly rows: readonly ts.Expression[];
}

/** `it('...')`, `describe('...')`, and both with `.each([...])('...')`. */
function readCall(call: ts.CallExpression): Told | undefined {
  const [first] = call.arguments;
  const title = first && textOf(first);
  if (title === undefined) return undefined;
  const { expression } = call;
  if (ts.isIdentifier(expression)) return named(expression.text, title, call, []);
  if (!ts.isCallExpression(expression) || !ts.isPropertyAccessExpression(expression.expression)) return undefined;
  const { expression: runner, name } = expression.expression;
  if (!ts.isIdentifier(runner) || name.text !== 'each') return undefined;
  const [list] = expression.arguments;
  return named(runner.text, title, call, list && ts.isArrayLiteralExpression(list) ? [...list.elements] : []);
}

function named(runner: string, title: string, call: ts.CallExpression, rows: readonly ts.Expression[]) {
  return [...RUNNERS, 'describe'].includes(runner) ? { runner, title, call, rows } : undefined;
}

const titlesOf = (told: Told): string[] =>
  told.rows.length === 0 ? [told.title] : told.rows.map((row) => fillIn(told.title, row));

function expand(told: Told, titles: readonly string[]): SpecCase[] {
  const join = (title: string): string => [...titles, title].join(' › ');
  const body = told.call.arguments.slice(1);
  if (told.rows.length === 0) return [{ title: join(told.title), ...textsIn(body) }];
  return told.rows.map((row) => ({ title: join(fillIn(told.title, row)), ...textsIn([row, ...body]) }));
}

/** `%s` and its like as jest fills them in, where the row says it in so many words. */
function fillIn(title: string, row: ts.Expression): string {
  const values = ts.isArrayLiteralExpression(row) ? [...row.elements] : [row];
  return title
    .replace(/%[sdifjop]/g, (placeholder) => {
      const value = values.shift();
      return value ? (textOf(value) ?? value.getText()) : placeholder;
    })
    .replace(/\s+/g, ' ');
}

/** The text of a literal; of a template, with `…` for what is only known when it runs. */
function textOf(node: ts.Expression): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('');
}

function textsIn(nodes: readonly ts.Node[]): Omit<SpecCase, 'title'> {
  const [mentions, commands] = [new Set<string>(), new Set<string>()];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) {
      const { parent } = node;
      if (ts.isCallExpression(parent) || ts.isArrayLiteralExpression(parent)) mentions.add(node.text);
      if (ts.isPropertyAssignment(parent) && ['action', 'type'].includes(parent.name.getText()))
        commands.add(node.text);
    }
    node.forEachChild(visit);
  };
  nodes.forEach(visit);
  return { mentions, commands };
}
