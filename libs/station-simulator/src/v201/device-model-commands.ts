import type { Command } from '../call-desk';
import type { Reply } from '../rig';
import type { Component, VariableName } from './device-model';
import type { Parts } from './parts';
import { type AskedVariable, Reports } from './reports';

interface Asked {
  component: Component;
  variable: VariableName;
  attributeType?: string;
}

/** The commands about the device model: variables and their reports. */
export function deviceModelCommands(o: Parts): Record<string, Command> {
  const { rig, model } = o;
  const reports = new Reports(rig, model);

  const tooMany = (asked: readonly unknown[], message: string): Reply | undefined => {
    const most = model.whole(`DeviceDataCtrlr.ItemsPerMessage[${message}]`, 32);
    if (asked.length <= most) return undefined;
    const description = `more than the ${most} items of ItemsPerMessage`;
    rig.fault('invalid-call', `${message}: ${description}`, JSON.stringify(asked));
    return { error: 'OccurrenceConstraintViolation', description };
  };

  return {
    GetBaseReport: ({ requestId, reportBase }) => reports.base(Number(requestId), String(reportBase)),

    GetReport: ({ requestId, componentCriteria, componentVariable }) => {
      const asked = (componentVariable as AskedVariable[] | undefined) ?? [];
      const criteria = (componentCriteria as string[] | undefined) ?? [];
      return tooMany(asked, 'GetReport') ?? reports.custom(Number(requestId), criteria, asked);
    },

    GetVariables: ({ getVariableData }) => {
      const asked = getVariableData as Asked[];
      const getVariableResult = asked.map(({ component, variable, attributeType }) => {
        const { status, value } = model.get(component, variable, attributeType);
        return {
          attributeStatus: status,
          ...(value === undefined ? {} : { attributeValue: value }),
          ...(attributeType === undefined ? {} : { attributeType }),
          component,
          variable,
        };
      });
      return tooMany(asked, 'GetVariables') ?? { answer: { getVariableResult } };
    },

    SetVariables: ({ setVariableData }) => {
      const asked = setVariableData as (Asked & { attributeValue: string })[];
      const refusal = tooMany(asked, 'SetVariables');
      if (refusal) return refusal;
      const accepted: (() => void)[] = [];
      const setVariableResult = asked.map(({ component, variable, attributeType, attributeValue }) => {
        const attributeStatus = model.set(component, variable, attributeValue, attributeType);
        if (attributeStatus === 'Accepted') accepted.push(() => take(o, component.name, variable.name, attributeValue));
        return {
          attributeStatus,
          ...(attributeType === undefined ? {} : { attributeType }),
          component,
          variable,
        };
      });
      const then = (): void => {
        for (const takes of accepted) takes();
      };
      return { answer: { setVariableResult }, then };
    },
  };
}

/** What a new value sets going. */
function take({ rig, registration, aligned }: Parts, component: string, variable: string, value: string): void {
  switch (`${component}.${variable}`.toLowerCase()) {
    case 'aligneddatactrlr.interval':
      aligned.restart();
      break;
    case 'ocppcommctrlr.heartbeatinterval':
      registration.beatLater();
      break;
    case 'ocppcommctrlr.websocketpinginterval':
      rig.link.pingEvery(Number(value));
      break;
    case 'securityctrlr.basicauthpassword':
      // OCPP 2.0.1 A01.FR.11: it comes back with the new one at once.
      rig.link.password = value;
      void rig.link.close(1000, 'new password').then(() => rig.link.open());
      break;
    default:
      break;
  }
}
