import { canTestS3, testS3 } from './index';

jest.setTimeout(360_000);

if (canTestS3()) {
  describe('an S3 server for tests', () => {
    it('answers to who signs and to nobody else, and is there again after a restart', async () => {
      const s3 = await testS3();
      const status = async (): Promise<number> => (await fetch(`${s3.url}/${s3.bucket}`)).status;
      expect(await status()).toBeGreaterThanOrEqual(400);
      const { url } = s3;
      await s3.restart();
      expect([s3.url, await status()]).toEqual([url, expect.any(Number)]);
      await s3.stop();
    });
  });
} else {
  it('S3 is not tested here: OpenStack Swift comes from the packages of Debian and Ubuntu', () => {
    expect(canTestS3()).toBe(false);
  });
}
