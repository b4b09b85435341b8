import { decidePassword, passwordIn } from './password-change';

const ended = (status: string, response: unknown = null) => ({ status, response, error: null }) as never;
const keyCommand = { type: 'set-configuration', key: 'authorizationKey', value: 'ff00' };
const variable = { component: 'SecurityCtrlr', variable: 'BasicAuthPassword', value: 'a-new-password-here' };
const other = { component: 'OCPPCommCtrlr', variable: 'HeartbeatInterval', value: '60' };
const rawSet = {
  type: 'ocpp',
  action: 'SetVariables',
  payload: {
    setVariableData: [
      {
        component: { name: 'SecurityCtrlr' },
        variable: { name: 'BasicAuthPassword' },
        attributeValue: 'a-new-password-here',
      },
    ],
  },
};

describe('passwordIn', () => {
  it.each([
    [keyCommand, 'ff00'],
    [{ type: 'set-variables', variables: [other, variable] }, 'a-new-password-here'],
    [{ type: 'ocpp', action: 'ChangeConfiguration', payload: { key: 'AuthorizationKey', value: 'ff00' } }, 'ff00'],
    [rawSet, 'a-new-password-here'],
    [{ type: 'set-configuration', key: 'HeartbeatInterval', value: '60' }, undefined],
    [{ type: 'set-variables', variables: [other] }, undefined],
    [{ type: 'ocpp', action: 'SetVariables', payload: { setVariableData: 'all of them' } }, undefined],
    [{ type: 'ocpp', action: 'ChangeConfiguration', payload: { key: 'AuthorizationKey', value: 7 } }, undefined],
    [{ type: 'change-password', password: 'a-new-password-here' }, 'a-new-password-here'],
    [{ type: 'reset', when: 'now' }, undefined],
  ])('of %j is %s', (command, password) => {
    expect(passwordIn(command)).toBe(password);
  });
});

describe('decidePassword', () => {
  it.each([
    ['accepted', 'new'],
    ['rejected', 'old'],
    ['unsupported', 'old'],
    ['offline', 'old'],
    ['scheduled', 'unknown'],
    ['timeout', 'unknown'],
    ['unknown-outcome', 'unknown'],
  ])('takes a command that ended as %s for "%s"', (status, outcome) => {
    expect(decidePassword(keyCommand, ended(status))).toBe(outcome);
  });

  it('keeps the old one beside an accepted new one that the station has not shown yet', () => {
    const command = { type: 'change-password', password: 'a-new-password-here' };
    expect(decidePassword(command, ended('accepted'))).toBe('unknown');
    expect(decidePassword(command, ended('rejected'))).toBe('old');
  });

  it('leaves open which of several variables was refused', () => {
    const both = { type: 'set-variables', variables: [variable, other] };
    expect(decidePassword(both, ended('rejected'))).toBe('unknown');
    expect(decidePassword(both, ended('accepted'))).toBe('new');
  });

  it('reads the answer of a raw call', () => {
    const key = { type: 'ocpp', action: 'ChangeConfiguration', payload: {} };
    expect(decidePassword(key, ended('accepted', { status: 'Accepted' }))).toBe('new');
    expect(decidePassword(key, ended('accepted', { status: 'RebootRequired' }))).toBe('unknown');
    expect(decidePassword(key, ended('accepted', { status: 'Rejected' }))).toBe('old');
    expect(decidePassword(key, ended('timeout'))).toBe('unknown');
    const said = (...words: string[]) => ({ setVariableResult: words.map((attributeStatus) => ({ attributeStatus })) });
    expect(decidePassword(rawSet, ended('accepted', said('Accepted')))).toBe('new');
    expect(decidePassword(rawSet, ended('accepted', said('Rejected')))).toBe('old');
    expect(decidePassword(rawSet, ended('accepted', said('Rejected', 'Accepted')))).toBe('unknown');
  });
});
