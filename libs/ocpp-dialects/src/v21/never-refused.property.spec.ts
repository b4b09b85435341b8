import { describeSpoiltPayloads } from '../never-refused.fixture';
import { ESSENTIAL } from '../v201/transaction-repairs';
import { take } from './golden.fixture';
import { fullTransaction, goodRequests } from './good-requests.fixture';

describe('payloads of 2.1 spoilt at random', () => {
  describeSpoiltPayloads({ take, good: goodRequests, transaction: fullTransaction, essential: ESSENTIAL });
});
