import { describeSpoiltPayloads } from '../never-refused.fixture';
import { take } from './golden.fixture';
import { fullTransaction, goodRequests } from './good-requests.fixture';
import { ESSENTIAL } from './transaction-repairs';

describe('payloads of 2.0.1 spoilt at random', () => {
  describeSpoiltPayloads({ take, good: goodRequests, transaction: fullTransaction, essential: ESSENTIAL });
});
