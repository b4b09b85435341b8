import { contextOf, goldenTaker } from '../golden-taker.fixture';
import { v21 } from './index';
import { v21Schemas } from './schemas';

export { accepted, NOW, type Taken } from '../golden-taker.fixture';
export const context = contextOf('2.1');
export const take = goldenTaker(v21, v21Schemas);
