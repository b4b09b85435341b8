import { describeMainJob201 } from './stories/main-job-201';
import { startPlatform } from './support/platform';

describeMainJob201('on the platform, in one process', () => startPlatform());
