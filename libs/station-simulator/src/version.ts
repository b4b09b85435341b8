import type { OcppVersion, StationOptions } from './options';
import { profileOf } from './profiles';
import { writeCall } from './quirks';
import type { Random } from './random';
import type { Behaviour, Rig } from './rig';
import { modelOf } from './v16/models';
import { Station16 } from './v16/station-16';
import { editions } from './v201/editions';
import { modelOf201 } from './v201/model';
import { Station201 } from './v201/station-201';

/** What a station of one OCPP version is made of. */
export interface Version {
  subprotocol: string;
  compresses: boolean;
  /** Message ids count from 1 again at each boot; otherwise they are UUIDs. */
  countedMessageIds: boolean;
  /** A call as it goes over the wire. */
  write(this: void, id: string, action: string, payload: object): string;
  behave(rig: Rig): Behaviour;
}

/** @throws RangeError for a profile that does not speak the version. */
export function versionOf(options: StationOptions, random: Random): Version {
  const { version = '1.6', profile } = options;
  const { speaks, quirks } = profileOf(profile);
  if (speaks && !speaks.includes(version)) throw new RangeError(`${profile} speaks ${speaks.join(', ')}`);
  const write: Version['write'] = (id, action, payload) => writeCall(quirks, id, action, payload);
  const countedMessageIds = quirks.countedMessageIds ?? false;
  return { countedMessageIds, write, ...partsOf(version, options, random) };
}

function partsOf(
  version: OcppVersion,
  options: StationOptions,
  random: Random,
): Pick<Version, 'subprotocol' | 'compresses' | 'behave'> {
  if (version === '1.6') {
    const model = modelOf(options, random);
    return { subprotocol: 'ocpp1.6', compresses: false, behave: (rig) => new Station16(rig, model) };
  }
  const station = modelOf201(options, random);
  const edition = editions[version];
  return {
    subprotocol: edition.subprotocol,
    compresses: true,
    behave: (rig) => new Station201(rig, station, edition),
  };
}
