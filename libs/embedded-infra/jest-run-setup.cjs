const { randomBytes } = require('node:crypto');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/**
 * jest's globalSetup: names the PostgreSQL that the tests of this run share, without starting it. The first call of
 * testDatabase() does (src/shared-postgres.ts), in whichever worker; workers inherit these variables.
 */
module.exports = async () => {
  process.env.CHARGEBUS_TEST_RUN_DIR = join(tmpdir(), `chargebus-test-run-${randomBytes(8).toString('hex')}`);
  process.env.CHARGEBUS_TEST_RUN_PID = String(process.pid);
};
