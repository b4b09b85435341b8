import { COST_PATHS, decideCostDisplay } from './cost-display';

const model = (more: object = {}) => ({ 'tariffcostctrlr.enabled[cost]': 'true', ...more });

describe('whether a station shows costs', () => {
  it('looks for settings by the names that they are kept under', () => {
    expect(COST_PATHS).toEqual([
      'tariffcostctrlr.available[cost]',
      'tariffcostctrlr.enabled[cost]',
      'tariffcostctrlr.currency',
      'customdisplaycostandprice',
    ]);
  });

  it.each<[string, boolean | null, Record<string, string | null>, object | null]>([
    ['one that says nothing does not', null, {}, null],
    ['one that has it switched on does', null, model(), {}],
    ['one that has it switched off does not', null, { ...model(), 'tariffcostctrlr.enabled[cost]': 'False' }, null],
    ['one that is able to and does not say more does', null, { 'tariffcostctrlr.available[cost]': 'true' }, {}],
    ['one that is not able to does not', null, model({ 'tariffcostctrlr.available[cost]': 'false' }), null],
    ['one of 1.6 does by its key', null, { customdisplaycostandprice: 'true' }, {}],
    ['one of 1.6 does not by its key', null, { customdisplaycostandprice: 'false' }, null],
    ['people may say that it does', true, {}, {}],
    ['people may say that it does not', false, model(), null],
    ['its currency comes along', true, { 'tariffcostctrlr.currency': ' eur ' }, { currency: 'EUR' }],
    ['a currency that is none does not', true, { 'tariffcostctrlr.currency': '' }, {}],
  ])('%s', (_what, setting, values, display) => {
    expect(decideCostDisplay(setting, values, 'ws')).toEqual(display);
  });

  it('one over SOAP does not, whatever people and its own settings say', () => {
    const says = { customdisplaycostandprice: 'true' };
    expect(decideCostDisplay(true, says, 'soap')).toBeNull();
    expect(decideCostDisplay(true, says, null)).toEqual({});
  });
});
