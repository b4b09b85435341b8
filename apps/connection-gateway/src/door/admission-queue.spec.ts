import { AdmissionQueue } from './admission-queue';

describe('AdmissionQueue', () => {
  it('lets some go on, the others wait their turn, and tells the rest to come again', async () => {
    const queue = new AdmissionQueue({ atOnce: 2, waiting: 2, waitMs: 1_000 });
    const order: string[] = [];
    const enter = (name: string): Promise<unknown> => queue.enter(0).then((turn) => order.push(`${name} ${turn}`));
    await Promise.all([enter('a'), enter('b')]);
    const third = enter('c');
    const fourth = enter('d');
    await enter('e');
    expect(order).toEqual(['a go', 'b go', 'e busy']);
    queue.leave();
    await third;
    queue.leave();
    await fourth;
    expect(order.slice(3)).toEqual(['c go', 'd go']);
  });

  it('tells who waited too long to come again, and no one else', async () => {
    const queue = new AdmissionQueue({ atOnce: 1, waiting: 9, waitMs: 1_000 });
    await queue.enter(0);
    const early = queue.enter(0);
    const late = queue.enter(900);
    queue.sweep(1_001);
    expect(await early).toBe('busy');
    expect(queue.waiting).toBe(1);
    queue.leave();
    expect(await late).toBe('go');
  });

  it('has room again once all have left', async () => {
    const queue = new AdmissionQueue({ atOnce: 1, waiting: 0, waitMs: 1_000 });
    expect(await queue.enter(0)).toBe('go');
    expect(await queue.enter(0)).toBe('busy');
    queue.leave();
    expect(await queue.enter(0)).toBe('go');
  });
});
