import { z } from 'zod';
import { faultText } from './exit-with-fault';
import { defineConfig, fromEnv } from './config-spec';
import { ConfigError, describeConfig, readConfig, readConfigs } from './read-config';

const spec = defineConfig({
  OCPP_PORT: { schema: fromEnv.port(), default: 9000, describe: 'The port for stations.' },
  LEASE_MS: { schema: fromEnv.milliseconds(100), default: '5000', describe: 'How long a lease lasts.' },
  UNKNOWN_STATIONS: { schema: z.enum(['accept', 'reject']), default: 'reject', describe: 'What happens to strangers.' },
  STRICT: { schema: fromEnv.flag(), default: false, describe: 'No quirks.' },
  ALLOWED: { schema: fromEnv.list(), default: '', describe: 'Who may.' },
  SIGNING_KEY: { schema: z.string().min(16), secret: true, describe: 'Signs images.' },
  PROXY: { schema: fromEnv.url('http', 'https').optional(), describe: 'A proxy.' },
});

function faultsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    readConfig('gateway', spec, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('readConfig', () => {
  it('reads texts as what they mean and fills in the defaults', () => {
    const config = readConfig('gateway', spec, {
      OCPP_PORT: '9100',
      STRICT: 'Yes',
      ALLOWED: 'a, b,,c ',
      SIGNING_KEY: '0123456789abcdef',
    });
    expect(config).toEqual({
      OCPP_PORT: 9100,
      LEASE_MS: 5000,
      UNKNOWN_STATIONS: 'reject',
      STRICT: true,
      ALLOWED: ['a', 'b', 'c'],
      SIGNING_KEY: '0123456789abcdef',
      PROXY: undefined,
    });
    const port: number = config.OCPP_PORT;
    expect(port).toBe(9100);
  });

  it('takes an empty variable for an unset one', () => {
    expect(readConfig('gateway', spec, { OCPP_PORT: '', SIGNING_KEY: '0123456789abcdef' }).OCPP_PORT).toBe(9000);
  });

  it('lists every fault at once, each with its variable', () => {
    const faults = faultsOf({
      OCPP_PORT: '70000',
      LEASE_MS: 'soon',
      UNKNOWN_STATIONS: 'maybe',
      STRICT: 'perhaps',
      PROXY: 'x',
    });
    expect(faults.map((fault) => fault.split(':')[0])).toEqual([
      'OCPP_PORT',
      'LEASE_MS',
      'UNKNOWN_STATIONS',
      'STRICT',
      'SIGNING_KEY',
      'PROXY',
    ]);
    expect(faults[0]).toContain('not "70000"');
    expect(faults[4]).toBe('SIGNING_KEY: is not set (Signs images.)');
  });

  it('never quotes a secret, however wrong it is', () => {
    expect(faultsOf({ SIGNING_KEY: 'hunter2' }).join()).not.toContain('hunter2');
  });

  it('lists a fault that two services share only once', () => {
    const read = (): unknown =>
      readConfigs('platform', { one: spec, two: spec }, { OCPP_PORT: 'x', SIGNING_KEY: 'long enough, this one' });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(/1 fault/);
  });

  it('prints faults one a line', () => {
    expect(faultText(new ConfigError('gateway', ['A: is not set', 'B: is not set']))).toBe(
      'gateway cannot start; its configuration is at fault:\n  A: is not set\n  B: is not set\n',
    );
  });

  it('describes the variables as a Markdown table', () => {
    const lines = describeConfig(spec).split('\n');
    expect(lines).toContain('| `OCPP_PORT` | `9000` | The port for stations. |');
    expect(lines).toContain('| `SIGNING_KEY` | **required** | Signs images. |');
    expect(lines).toContain('| `PROXY` | unset | A proxy. |');
  });
});
