// fails: no-restricted-syntax
declare const it: { (title: string, test: () => void): void; only(title: string, test: () => void): void };
it('should work', () => undefined);
