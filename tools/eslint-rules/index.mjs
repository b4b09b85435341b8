import { declaredDependencies } from './declared-dependencies.mjs';
import { layers } from './layers.mjs';
import { namedBySubject } from './named-by-subject.mjs';
import { serviceFloors } from './service-floors.mjs';

/** The rules of this repository that no published plugin has. Each is proven by fixtures in tools/lint-fixtures. */
export const chargebus = {
  meta: { name: 'chargebus' },
  rules: {
    layers,
    'declared-dependencies': declaredDependencies,
    'service-floors': serviceFloors,
    'named-by-subject': namedBySubject,
  },
};
