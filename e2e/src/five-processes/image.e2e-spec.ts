import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../support/service-process';
import { readComposeFile } from './testing/compose-file';
import { readDockerfile } from './testing/dockerfile';

const FILE = 'deploy/docker/Dockerfile';
const inRepository = (path: string): boolean => existsSync(join(REPOSITORY, path));

/** No container engine is needed: what the Dockerfile relies on is looked up in the repository. */
describe('the image', () => {
  const stages = readDockerfile(FILE);
  const last = stages.at(-1) ?? [];
  const instructions = (word: string) => stages.flat().filter((instruction) => instruction.word === word);

  it('is built and run on the current LTS of Node, and not run as root', () => {
    for (const { args } of instructions('FROM')) expect(args[0]).toMatch(/^node:24-/);
    expect(last.filter(({ word }) => word === 'USER').map(({ args }) => args)).toEqual([['node']]);
  });

  it('copies what exists, and only from stages that come before', () => {
    const names = instructions('FROM').map(({ args }) => args[2]);
    for (const { flags, args } of instructions('COPY')) {
      const from = flags.find((flag) => flag.startsWith('--from='))?.slice('--from='.length);
      if (from !== undefined) expect(names).toContain(from);
      for (const source of args.slice(0, -1)) {
        const path = from === undefined ? source : source.replace(/^\/chargebus/, '.');
        expect([source, inRepository(path)]).toEqual([source, true]);
      }
    }
  });

  it('leaves none of the workspaces out of the build, though it ignores what was built outside', () => {
    const ignored = readFileSync(join(REPOSITORY, `${FILE}.dockerignore`), 'utf8').split('\n');
    expect(ignored).toEqual(expect.arrayContaining(['**/node_modules', '**/dist', '**/.env', '.git']));
    const { workspaces } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as {
      workspaces: string[];
    };
    for (const workspace of workspaces) expect(ignored).not.toContain(workspace.split('/')[0]);
  });

  it('builds every program that its own command or docker-compose.yml runs', () => {
    const built = instructions('RUN')
      .filter(({ args }) => args.includes('-b'))
      .flatMap(({ args }) => args.slice(args.indexOf('-b') + 1));
    const commands = [...readComposeFile({ ADMIN_TOKEN: 'any' }).values()]
      .filter(({ image }) => image === 'chargebus')
      .map(({ name, command, build }) => {
        expect([name, build]).toEqual([name, { context: '.', dockerfile: FILE }]);
        return command;
      });
    const own = last.find(({ word }) => word === 'CMD')?.args.join(' ') ?? '[]';
    for (const [program, script = ''] of [...commands, JSON.parse(own) as string[]]) {
      expect(program).toBe('node');
      const [, project, rest] = /^((?:apps|libs)\/[^/]+)\/dist\/(.*)\.js$/.exec(script) ?? [];
      if (project === undefined) expect([script, inRepository(script)]).toEqual([script, true]);
      else {
        expect(built).toContain(project);
        expect([script, inRepository(`${project}/src/${rest}.ts`)]).toEqual([script, true]);
      }
    }
    for (const project of built) expect([project, inRepository(`${project}/tsconfig.json`)]).toEqual([project, true]);
  });
});
