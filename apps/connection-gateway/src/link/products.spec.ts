import { Products, UNKNOWN_PRODUCT } from './products';

describe('Products', () => {
  it('remembers what a station said it is, also when it comes back without a boot', () => {
    const products = new Products();
    expect(products.of('default', 'CP-1')).toEqual(UNKNOWN_PRODUCT);
    products.learn('default', 'CP-1', { vendor: ' go-e\u0000 ', model: 'HOME' });
    expect(products.of('default', 'CP-1')).toEqual({ vendor: 'go-e', model: 'HOME' });
    expect(products.of('other', 'CP-1')).toEqual(UNKNOWN_PRODUCT);
  });

  it('takes the registry at its word for a station that booted elsewhere, and the station above the registry', () => {
    const products = new Products();
    expect(products.of('default', 'CP-1', { vendor: 'go-e', model: 'HOME' })).toEqual({
      vendor: 'go-e',
      model: 'HOME',
    });
    products.learn('default', 'CP-1', { vendor: 'go-e', model: 'PRO' });
    expect(products.of('default', 'CP-1', { vendor: 'go-e', model: 'HOME' }).model).toBe('PRO');
  });

  it('does not let stations make up labels without end', () => {
    const products = new Products();
    const learned = Array.from({ length: 1_000 }, (_, n) =>
      products.learn('default', `CP-${n}`, { vendor: `v${n}`, model: 'm'.repeat(500) }),
    );
    expect(new Set(learned).size).toBe(200);
    expect(learned[999]).toEqual({ vendor: 'other', model: 'other' });
    expect(learned[0]?.model).toHaveLength(50);
    expect(products.learn('default', 'CP-0', {})).toBe(UNKNOWN_PRODUCT);
  });
});
