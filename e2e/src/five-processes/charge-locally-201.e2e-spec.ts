import { describeMainJob201 } from '../stories/main-job-201';
import { startFiveProcesses } from '../support/five-processes';

describeMainJob201('on five processes, with two gateways and two session controllers', () =>
  startFiveProcesses({ replicas: { gateway: 2, sessions: 2 } }),
);
