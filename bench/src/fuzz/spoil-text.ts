import type { Random } from '@chargebus/station-simulator';

type Spoil = (text: string, random: Random) => string;

/** What happens to a frame's text on its way: JSON that no JSON.stringify would write. */
const SPOILS: readonly Spoil[] = [
  (text, random) => text.slice(0, random.int(0, text.length - 1)),
  (text, random) => text.slice(random.int(1, text.length)),
  (text) => text + text,
  (text) => `${text}\n${text}`,
  (text) => `\ufeff${text}`,
  (text) => `${text}\0\0\0`,
  (text) => `\t\r\n ${text} \n`,
  (text, random) =>
    insert(text, random, random.pick(['\u0000', '\u0001', '\n', '\t', '"', '\\', '{', ']', ',', '\ud83d'])),
  (text) => text.replace(/:-?\d+(\.\d+)?/, ':NaN'),
  (text) => text.replace(/:-?\d+(\.\d+)?/, ':-Infinity'),
  (text) => text.replace(/:-?\d+(\.\d+)?/, ':1e999'),
  (text) => text.replace(/:-?\d+(\.\d+)?/, `:${'9'.repeat(400)}`),
  (text) => text.replace(/:-?\d+(\.\d+)?/, ':007'),
  (text) => text.replaceAll('"', "'"),
  (text) => text.replace(/\{("[^"]+":)/, '{$1null,$1'),
  (text) => text.replace(/\}/, ',}'),
  (text) => text.replace(/"([^"]{3,})"/, '"\\ud800$1\\u0000"'),
  (text) => text.replace(/\{/, `{"deep":${'['.repeat(3_000)}${']'.repeat(3_000)},`),
  (text) => text.replace(/\{/, `{"unclosed":${'{"a":'.repeat(2_000)}`),
  (text) => text.replace(/\{/, `{${Array.from({ length: 500 }, (_, i) => `"k${i}":${i},`).join('')}`),
  () => '',
  () => ' ',
  () => 'null',
  () => '{}',
  () => '[]',
  () => '[2]',
  () => '[3,"unknown",{}]',
  () => '[4,"unknown","InternalError","",{}]',
  () => '[5,"unknown","GenericError","",{}]',
  () => '[6,"s","NotifyPeriodicEventStream",{}]',
  () => 'GET / HTTP/1.1\r\n\r\n',
  () => '<soap:Envelope/>',
  () => '['.repeat(20_000),
];

/** The text with one thing done to it that breaks it, or nearly. */
export function spoilText(text: string, random: Random): string {
  return random.pick(SPOILS)(text, random);
}

function insert(text: string, random: Random, what: string): string {
  const at = random.int(0, text.length);
  return text.slice(0, at) + what + text.slice(at);
}
