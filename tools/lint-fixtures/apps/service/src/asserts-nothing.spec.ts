// fails: no-restricted-syntax
declare const expect: (value: unknown) => { toBeDefined(): void };
expect(1).toBeDefined();
