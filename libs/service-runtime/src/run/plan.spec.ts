import type { DynamicModule } from '@nestjs/common';
import { describeConfig } from '../config/read-config';
import { notesService } from '../testing/notes-service';
import { configOf, readPlan } from './plan';
import type { ServiceDefinition } from './runtime';

const gateway: ServiceDefinition<never> = {
  name: 'gateway',
  title: 'Gateway',
  config: {},
  defaultApiPort: 8085,
  module: (): DynamicModule => ({ module: class {} }),
};
const env = { NATS_URL: 'nats://a:4222, nats://b:4222', DATABASE_URL: 'postgres://u:p@h/d', ADMIN_TOKEN: 'root' };

describe('readPlan', () => {
  it("takes a lone service's port, and 8080 for several", () => {
    expect(readPlan([gateway], { name: 'gateway', env }).port).toBe(8085);
    expect(readPlan([gateway, notesService], { name: 'platform', env }).port).toBe(8080);
    expect(readPlan([gateway], { name: 'gateway', env, overrides: { API_PORT: 0 } }).port).toBe(0);
  });

  it('wants DATABASE_URL only where a service has tables', () => {
    const { DATABASE_URL: _unset, ...without } = env;
    expect(readPlan([gateway], { name: 'gateway', env: without }).database).toBeUndefined();
    expect(() => readPlan([gateway, notesService], { name: 'platform', env: without })).toThrow(
      /DATABASE_URL: is not set/,
    );
  });

  it('needs a token: ADMIN_TOKEN, or API_TOKENS, or leave to generate one', () => {
    const none = { ...env, ADMIN_TOKEN: '' };
    expect(() => readPlan([gateway], { name: 'gateway', env: none })).toThrow(/ADMIN_TOKEN: is not set/);
    const others = readPlan([gateway], { name: 'gateway', env: { ...none, API_TOKENS: 'abc:acme:ops' } });
    expect(others.adminToken).toBeUndefined();
    expect(others.tokens.find('abc')?.tenantId).toBe('acme');
    const generated = readPlan([gateway], { name: 'platform', env: none, generateAdminToken: true });
    expect(generated.adminToken).toMatch(/^[\w-]{32}$/);
    expect(generated.tokens.find(generated.adminToken ?? '')?.actor.id).toBe('admin');
  });

  it("gives each service its own values, in the definitions' order", () => {
    const plan = readPlan([gateway, notesService], { name: 'platform', env: { ...env, NOTES_MAX: '7' } });
    expect(plan.configs).toEqual([{}, { NOTES_MAX: 7 }]);
  });

  it('shows all variables of a service in one table, secrets without any value', () => {
    const table = describeConfig(configOf(notesService));
    for (const name of ['NATS_URL', 'DATABASE_URL', 'API_PORT', 'NOTES_MAX']) expect(table).toContain(`\`${name}\``);
    expect(table).toContain('| `API_PORT` | `8081` |');
  });
});
