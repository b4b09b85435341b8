import { describeMainJob } from './stories/main-job';
import { startPlatform } from './support/platform';

describeMainJob('on the platform, in one process', () => startPlatform());
