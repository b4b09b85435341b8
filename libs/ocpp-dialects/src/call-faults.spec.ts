import { jsonPath, toCallFault, type FaultCodes } from './call-faults';

const v16: FaultCodes = { format: 'FormationViolation', occurrence: 'OccurenceConstraintViolation' };
const v201: FaultCodes = { format: 'FormatViolation', occurrence: 'OccurrenceConstraintViolation' };
const fault = (keyword: string, path = '/a') => ({ keyword, path, value: 1, params: {}, message: 'must be right' });

describe('error codes', () => {
  it.each([
    ['additionalProperties', 'FormationViolation', 'FormatViolation'],
    ['required', 'OccurenceConstraintViolation', 'OccurrenceConstraintViolation'],
    ['minItems', 'OccurenceConstraintViolation', 'OccurrenceConstraintViolation'],
    ['maxItems', 'OccurenceConstraintViolation', 'OccurrenceConstraintViolation'],
    ['type', 'TypeConstraintViolation', 'TypeConstraintViolation'],
    ['enum', 'PropertyConstraintViolation', 'PropertyConstraintViolation'],
    ['maxLength', 'PropertyConstraintViolation', 'PropertyConstraintViolation'],
    ['minimum', 'PropertyConstraintViolation', 'PropertyConstraintViolation'],
    ['format', 'PropertyConstraintViolation', 'PropertyConstraintViolation'],
    ['multipleOf', 'PropertyConstraintViolation', 'PropertyConstraintViolation'],
  ])('%s is %s in 1.6 and %s in 2.x', (keyword, in16, in2x) => {
    expect(toCallFault([fault(keyword)], v16).code).toBe(in16);
    expect(toCallFault([fault(keyword)], v201).code).toBe(in2x);
  });

  it('a payload that is no object is malformed', () => {
    expect(toCallFault([fault('type', '')], v16).code).toBe('FormationViolation');
  });

  it('details name the faults by their JSON path, not all of a thousand, and no values', () => {
    const many = Array.from({ length: 1_000 }, (_, i) => fault('type', `/list/${i}/odd name`));
    const { description, details } = toCallFault(many, v16);
    expect(description).toBe('$.list[0]["odd name"]: must be right');
    expect(details).toMatchObject({
      faults: [{ path: '$.list[0]["odd name"]', message: 'must be right' }, {}, {}, {}, {}],
    });
    expect(JSON.stringify(details)).not.toContain('value');
    expect(jsonPath('')).toBe('$');
  });
});
