import { contextOf, goldenTaker } from '../golden-taker.fixture';
import { v16 } from './index';
import { v16Schemas } from './schemas';

export { accepted, NOW, type Taken, type Verdicts } from '../golden-taker.fixture';
export const context = contextOf('1.6');
export const take = goldenTaker(v16, v16Schemas);
