const { readFileSync } = require('node:fs');
const { join } = require('node:path');

/** jest's globalTeardown: ends the run's PostgreSQL, if one was started. Its watchdog then removes the folder. */
module.exports = async () => {
  const record = join(process.env.CHARGEBUS_TEST_RUN_DIR, 'server.json');
  try {
    process.kill(JSON.parse(readFileSync(record, 'utf8')).pid, 'SIGQUIT');
  } catch (error) {
    // No test asked for a database, or the server has ended by itself.
    if (error.code !== 'ENOENT' && error.code !== 'ESRCH') throw error;
  }
};
