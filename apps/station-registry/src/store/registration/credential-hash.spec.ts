import { generatePassword, hashPassword, passwordFits } from './credential-hash';

const fits = (presented: Buffer | string, secret: string | Buffer): boolean =>
  passwordFits(Buffer.from(presented), [hashPassword(secret)]);

describe('a generated password', () => {
  it('is 20 letters and digits, another one each time', () => {
    const passwords = new Set(Array.from({ length: 100 }, generatePassword));
    expect(passwords.size).toBe(100);
    for (const password of passwords) expect(password).toMatch(/^[A-Za-z0-9]{20}$/);
  });
});

describe('a password', () => {
  const key = Buffer.from('00ff10c3a99a8b7c6d5e4f3a2b1c0d0e0f010203', 'hex');

  it('fits as it is, and nothing else does', () => {
    expect(fits('OpenSesame2026isLong', 'OpenSesame2026isLong')).toBe(true);
    expect(fits('openSesame2026isLong', 'OpenSesame2026isLong')).toBe(false);
    expect(fits('', 'OpenSesame2026isLong')).toBe(false);
  });

  it('given as hex digits fits as raw bytes, which need not be UTF-8, and as hex text in any case', () => {
    const hex = key.toString('hex');
    expect(fits(key, hex)).toBe(true);
    expect(fits(hex, hex)).toBe(true);
    expect(fits(hex.toUpperCase(), hex)).toBe(true);
  });

  it('given as text fits as the hex text of its bytes', () => {
    const text = 'OpenSesame2026isLong';
    expect(fits(Buffer.from(text).toString('hex'), text)).toBe(true);
  });

  it('that only looks like hex fits as text and as the hex of its text', () => {
    const digits = '12345678901234567890';
    expect(fits(digits, digits)).toBe(true);
    expect(fits(Buffer.from(digits).toString('hex'), digits)).toBe(true);
  });

  it('fits in either of two slots', () => {
    const slots = [hashPassword('the-old-password'), hashPassword('the-new-password')];
    expect(passwordFits(Buffer.from('the-new-password'), slots)).toBe(true);
    expect(passwordFits(Buffer.from('the-old-password'), slots)).toBe(true);
    expect(passwordFits(Buffer.from('another-password'), slots)).toBe(false);
  });

  it('fits nothing where there is no credential', () => {
    expect(passwordFits(Buffer.from('anything'), [])).toBe(false);
  });
});
