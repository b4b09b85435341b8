import { describeMainJob } from '../stories/main-job';
import { startFiveProcesses } from '../support/five-processes';

describeMainJob('on five processes, with two gateways and two session controllers', () =>
  startFiveProcesses({ replicas: { gateway: 2, sessions: 2 } }),
);
