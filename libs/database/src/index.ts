export { createDataSource, openDatabase, type DatabaseOptions } from './data-source';
export { inOneStatement, inTenant, ALL_TENANTS } from './tenant';
export { AdvisoryLocks } from './advisory-locks';
export { arrayParameter } from './array-parameter';
export {
  bulkUpdate,
  bulkUpsert,
  differsOnlyIn,
  type BulkUpdate,
  type BulkUpsert,
  type ColumnType,
} from './bulk-upsert';
export { GatheredLookup } from './gathered-lookup';
export { isDuplicate } from './duplicate';
export { isOutage } from './outage';
export { instantOf } from './types';
export { together } from './together';
