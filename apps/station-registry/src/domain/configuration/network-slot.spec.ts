import { decideNetworkSlot, readNetwork } from './network-slot';

const response = (priority: string, active?: string) => ({
  variables: [
    { component: 'OCPPCommCtrlr', variable: 'networkconfigurationpriority', status: 'accepted', value: priority },
    ...(active === undefined ? [] : [{ component: 'OCPPCommCtrlr', variable: 'ActiveNetworkProfile', value: active }]),
  ],
});

describe('the slot of a new network profile', () => {
  it.each([
    ['1', '1', undefined, { slot: 2, priority: '2,1' }],
    ['2, 1', '2', undefined, { slot: 1, priority: '1,2' }],
    ['1,2,3', '2', undefined, { slot: 1, priority: '1,2,3' }],
    ['1,2', '1', 5, { slot: 5, priority: '5,1,2' }],
    ['0', undefined, undefined, { slot: 1, priority: '1,0' }],
    ['', undefined, undefined, { slot: 2, priority: '2,1' }],
  ])(
    'with priority %j, by slot %j in use, is never the one in use, which stays to fall back to',
    (priority, active, asked, slot) => {
      expect(decideNetworkSlot(readNetwork(response(priority, active)), asked)).toEqual(slot);
    },
  );
});
