import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { REPOSITORY } from '../../support/service-process';

/** What the tests look at of a service in docker-compose.yml; environment and arguments with their variables filled in. */
export interface ComposeService {
  name: string;
  image: string;
  command: string[];
  environment: Record<string, string>;
  healthcheck: string[];
  profiles: string[];
  dependsOn: string[];
  /** Where the service sees its volumes. */
  mounts: string[];
  build: { context: string; dockerfile: string } | undefined;
}

/** Reads docker-compose.yml as Docker Compose does, given these variables. @throws Error if one that it needs is missing */
export function readComposeFile(variables: Readonly<Record<string, string>>): Map<string, ComposeService> {
  const text = readFileSync(join(REPOSITORY, 'docker-compose.yml'), 'utf8');
  // Merge keys (`<<`) are YAML 1.1, which Compose reads as well.
  const file = parse(text, { merge: true }) as { services: Record<string, Record<string, any>> };
  const filled = fill(file.services, variables) as Record<string, Record<string, any>>;
  return new Map(Object.entries(filled).map(([name, service]) => [name, toService(name, service)]));
}

function toService(name: string, service: Record<string, any>): ComposeService {
  const dependsOn = service.depends_on ?? [];
  return {
    name,
    image: service.image,
    command: (service.command ?? []).map(String),
    environment: Object.fromEntries(
      Object.entries((service.environment ?? {}) as object).map(([key, value]) => [key, String(value)]),
    ),
    healthcheck: service.healthcheck?.test ?? [],
    profiles: service.profiles ?? [],
    dependsOn: Array.isArray(dependsOn) ? dependsOn : Object.keys(dependsOn),
    mounts: (service.volumes ?? []).map((volume: string) => volume.split(':')[1]),
    build: service.build,
  };
}

/** `${NAME}`, `${NAME:-default}` and `${NAME:?what is wrong}`, in every text of the file. */
function fill(value: unknown, variables: Readonly<Record<string, string>>): unknown {
  if (Array.isArray(value)) return value.map((item) => fill(item, variables));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, variables)]));
  }
  if (typeof value !== 'string') return value;
  return value.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_all, name: string, kind: string, rest: string) => {
    const given = variables[name] ?? '';
    if (given !== '') return given;
    if (kind === '?') throw new Error(`${name}: ${rest}`);
    return rest ?? '';
  });
}
