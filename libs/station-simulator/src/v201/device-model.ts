export interface Component {
  name: string;
  instance?: string;
  evse?: { id: number; connectorId?: number };
}

export interface VariableName {
  name: string;
  instance?: string;
}

/** One variable of one component, with its Actual attribute: no other one is supported. */
export interface Variable {
  component: Component;
  variable: VariableName;
  /** A function where it is measured rather than kept. */
  value: string | (() => string);
  mutability: 'ReadOnly' | 'ReadWrite' | 'WriteOnly';
  dataType: 'boolean' | 'integer' | 'string' | 'dateTime' | 'OptionList' | 'MemberList' | 'SequenceList';
  unit?: string;
  minLimit?: number;
  maxLimit?: number;
  valuesList?: string;
  /** For strings, where fewer are allowed than any. */
  lengths?: readonly [number, number];
  /** Takes effect at the next boot only. */
  atBoot?: boolean;
}

export type GetStatus = 'Accepted' | 'Rejected' | 'UnknownComponent' | 'UnknownVariable' | 'NotSupportedAttributeType';
export type SetStatus = GetStatus | 'RebootRequired';

const instanceOf = (instance?: string): string => (instance === undefined ? '' : `[${instance}]`);
const componentKey = ({ name, instance, evse }: Component): string =>
  `${name}${instanceOf(instance)}@${evse?.id ?? ''}/${evse?.connectorId ?? ''}`.toLowerCase();
const variableKey = ({ name, instance }: VariableName): string => `${name}${instanceOf(instance)}`.toLowerCase();
const words = (value: string): string[] =>
  value.split(',').flatMap((word) => (word.trim() === '' ? [] : [word.trim()]));

/** A station's variables, as Get-, SetVariables and the reports see them. Names are compared without case. */
export class DeviceModel {
  private readonly components = new Map<string, Map<string, Variable>>();

  /**
   * `given` sets variables by `Component.Variable[instance]`; names without a dot are of another version and ignored.
   * @throws RangeError for a name this station has not.
   */
  constructor(variables: readonly Variable[], given: Record<string, string> = {}) {
    for (const variable of variables) {
      const key = componentKey(variable.component);
      const component = this.components.get(key) ?? new Map<string, Variable>();
      this.components.set(key, component.set(variableKey(variable.variable), { ...variable }));
    }
    for (const [path, value] of Object.entries(given)) if (path.includes('.')) this.put(path, value);
  }

  text(path: string): string {
    const value = this.at(path)?.value ?? '';
    return typeof value === 'string' ? value : value();
  }

  whole(path: string, otherwise: number): number {
    const text = this.text(path);
    return /^-?\d+$/.test(text) ? Number(text) : otherwise;
  }

  flag(path: string, otherwise: boolean): boolean {
    const text = this.text(path).toLowerCase();
    return text === '' ? otherwise : text === 'true';
  }

  list(path: string): string[] {
    return words(this.text(path));
  }

  /** Sets what only the station itself may set. @throws RangeError if it has no such variable. */
  put(path: string, value: string): void {
    const variable = this.at(path);
    if (!variable) throw new RangeError(`no such variable: ${path}`);
    variable.value = value;
  }

  get(component: Component, name: VariableName, type = 'Actual'): { status: GetStatus; value?: string } {
    const variable = this.find(component, name);
    if (typeof variable === 'string') return { status: variable };
    if (type !== 'Actual') return { status: 'NotSupportedAttributeType' };
    // A write-only secret is never told.
    if (variable.mutability === 'WriteOnly') return { status: 'Rejected' };
    return { status: 'Accepted', value: valueOf(variable) };
  }

  set(component: Component, name: VariableName, value: string, type = 'Actual'): SetStatus {
    const variable = this.find(component, name);
    if (typeof variable === 'string') return variable;
    if (type !== 'Actual') return 'NotSupportedAttributeType';
    if (variable.mutability === 'ReadOnly' || !fits(variable, value)) return 'Rejected';
    variable.value = value;
    return variable.atBoot ? 'RebootRequired' : 'Accepted';
  }

  /** The reportData of a NotifyReport for all variables that are wanted. */
  report(wanted: (variable: Variable) => boolean): object[] {
    return [...this.components.values()].flatMap((variables) => [...variables.values()].filter(wanted).map(reported));
  }

  private find(component: Component, name: VariableName): Variable | 'UnknownComponent' | 'UnknownVariable' {
    const variables = this.components.get(componentKey(component));
    if (!variables) return 'UnknownComponent';
    return variables.get(variableKey(name)) ?? 'UnknownVariable';
  }

  private at(path: string): Variable | undefined {
    const dot = path.indexOf('.');
    const [, name = '', instance] = /^([^[]*)(?:\[(.*)\])?$/.exec(path.slice(dot + 1)) ?? [];
    const found = this.find({ name: path.slice(0, dot) }, { name, ...(instance === undefined ? {} : { instance }) });
    return typeof found === 'string' ? undefined : found;
  }
}

const valueOf = ({ value }: Variable): string => (typeof value === 'string' ? value : value());

function fits({ dataType, minLimit, maxLimit, valuesList, lengths }: Variable, value: string): boolean {
  if (dataType === 'boolean') return /^(true|false)$/i.test(value);
  if (dataType === 'integer') {
    const inLimits = Number(value) >= (minLimit ?? -Infinity) && Number(value) <= (maxLimit ?? Infinity);
    return /^-?\d{1,9}$/.test(value) && inLimits;
  }
  if (dataType === 'string') return value.length >= (lengths?.[0] ?? 0) && value.length <= (lengths?.[1] ?? 1_000);
  if (valuesList === undefined) return true;
  const allowed = words(valuesList);
  const given = dataType === 'OptionList' ? [value] : words(value);
  return given.every((word) => allowed.includes(word));
}

function reported(of: Variable): object {
  const { component, variable, mutability, dataType, unit, minLimit, maxLimit, valuesList } = of;
  return {
    component,
    variable,
    variableAttribute: [
      {
        type: 'Actual',
        ...(mutability === 'WriteOnly' ? {} : { value: valueOf(of) }),
        mutability,
        persistent: mutability !== 'ReadOnly',
        constant: false,
      },
    ],
    variableCharacteristics: {
      dataType,
      ...(unit === undefined ? {} : { unit }),
      ...(minLimit === undefined ? {} : { minLimit }),
      ...(maxLimit === undefined ? {} : { maxLimit }),
      ...(valuesList === undefined ? {} : { valuesList }),
      supportsMonitoring: false,
    },
  };
}
