import { contextOf, goldenTaker } from '../golden-taker.fixture';
import { v201 } from './index';
import { v201Schemas } from './schemas';

export { accepted, NOW, type Taken } from '../golden-taker.fixture';
export const context = contextOf('2.0.1');
export const take = goldenTaker(v201, v201Schemas);
