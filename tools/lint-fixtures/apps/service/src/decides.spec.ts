// passes
declare const it: { (title: string, test: () => void): void; only(title: string, test: () => void): void };
it('refuses a blocked token', () => undefined);
