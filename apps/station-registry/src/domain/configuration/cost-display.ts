import type { CostDisplay, Transport, VariableRef } from '@chargebus/contracts';
import { keyName, pathOf, variableName } from './setting';

const ofCost = (variable: string, instance?: string): VariableRef => ({
  component: 'TariffCostCtrlr',
  variable,
  ...(instance === undefined ? {} : { instance }),
});

/** OCPP 2.0.1 part 2, appendix 3: what a station says of showing costs. */
export const COST_VARIABLES: readonly VariableRef[] = [
  ofCost('Available', 'Cost'),
  ofCost('Enabled', 'Cost'),
  ofCost('Currency'),
];
/** 1.6: the capability that OCA's "OCPP & California Pricing Requirements" has a station tell. */
export const COST_KEY = 'CustomDisplayCostAndPrice';

const [AVAILABLE, ENABLED, CURRENCY] = COST_VARIABLES.map((ref) => pathOf(variableName(ref))) as [
  string,
  string,
  string,
];
const KEY = pathOf(keyName(COST_KEY));
/** The paths of all that `decideCostDisplay` looks at. */
export const COST_PATHS: readonly string[] = [AVAILABLE, ENABLED, CURRENCY, KEY];

/**
 * Whether a station shows drivers what charging costs, and in which currency: as people set it, else as it says itself. One that is
 * able to and does not say that it is switched on counts as showing them. None over SOAP does, whatever is set: OCA describes the
 * messages for OCPP-J only, and a figure that follows each meter value would need a connection to the station of its own.
 * @param setting - null where nobody set it
 * @param values - of the station's settings, by their paths, as last read
 * @param transport - of its link; null where that is not known
 */
export function decideCostDisplay(
  setting: boolean | null,
  values: Readonly<Record<string, string | null>>,
  transport: Transport | null,
): CostDisplay | null {
  if (transport === 'soap') return null;
  const flag = (path: string): boolean | undefined => {
    const text = values[path]?.trim().toLowerCase();
    return text === 'true' ? true : text === 'false' ? false : undefined;
  };
  const model = flag(AVAILABLE) === false ? false : (flag(ENABLED) ?? flag(AVAILABLE));
  if (!(setting ?? (model === true || flag(KEY) === true))) return null;
  const currency = values[CURRENCY]?.trim().toUpperCase() ?? '';
  return /^[A-Z]{3}$/.test(currency) ? { currency } : {};
}
