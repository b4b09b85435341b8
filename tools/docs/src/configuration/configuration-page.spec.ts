import { readdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { configOf } from '@chargebus/service-runtime';
import { configurationPage, services } from './configuration-page';

const root = join(__dirname, '..', '..', '..', '..');
const page = configurationPage.render(root);

describe('docs/configuration.md', () => {
  it('tells of each app that is a service', () => {
    const apps = readdirSync(join(root, 'apps')).filter((name) => name !== 'platform');
    expect(services.map(({ title }) => title).sort()).toEqual(apps.sort());
    for (const { title } of services) expect(page).toContain(`\n## ${title}\n`);
  });

  it('has every variable of every service', () => {
    for (const service of services) {
      for (const name of Object.keys(configOf(service))) expect(page).toContain(`\n| \`${name}\` | `);
    }
  });

  it('says what is required, what is the default and what is secret', () => {
    expect(page).toMatch(/^\| `DATABASE_URL` \| \*\*required\*\* \| .* \| yes \|$/m);
    expect(page).toMatch(/^\| `OCPP_PORT` \| `9000` \| .* \| \|$/m);
  });

  it('says nothing of the machine it was made on', () => {
    expect(page).not.toContain(hostname());
    expect(page).toMatch(/^\| `GATEWAY_ID` \| generated \|/m);
  });
});
