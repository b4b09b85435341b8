import { contextOf, goldenTaker } from '../golden-taker.fixture';
import { v15 } from './index';
import { v15Schemas } from './schemas';

export { accepted, NOW, type Taken, type Verdicts } from '../golden-taker.fixture';
export const context = contextOf('1.5');
export const take = goldenTaker(v15, v15Schemas);
