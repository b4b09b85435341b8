import { decideRange } from './byte-range';

const ETAG = '"aa"';
const WHOLE = [200, 0, 99];

describe('The bytes of an image of 100', () => {
  it.each<[string, { range?: string; ifRange?: string }, (number | undefined)[]]>([
    ['come whole unless a part is asked for', {}, WHOLE],
    ['come from where the station broke off', { range: 'bytes=40-' }, [206, 40, 99]],
    ['come from here to there, both included', { range: 'bytes=0-9' }, [206, 0, 9]],
    ['end where the image ends', { range: 'bytes=90-500' }, [206, 90, 99]],
    ['may be counted from the end', { range: 'bytes=-10' }, [206, 90, 99]],
    ['come whole if more are asked for from the end than there are', { range: 'bytes=-500' }, [206, 0, 99]],
    ['go on where it is the same content', { range: 'bytes=40-', ifRange: ETAG }, [206, 40, 99]],
    ['begin anew where it is another content', { range: 'bytes=40-', ifRange: '"bb"' }, WHOLE],
    ['begin anew where the content is only alike', { range: 'bytes=40-', ifRange: 'W/"aa"' }, WHOLE],
    ['come whole for several ranges', { range: 'bytes=0-1,5-6' }, WHOLE],
    ['come whole for what is no range', { range: 'bytes=9-3' }, WHOLE],
    ['come whole for another unit', { range: 'lines=1-2' }, WHOLE],
    ['are not there after the last', { range: 'bytes=100-' }, [undefined, undefined, undefined]],
    ['are not there if none is asked for', { range: 'bytes=-0' }, [undefined, undefined, undefined]],
  ])('%s', (_title, conditions, expected) => {
    const range = decideRange(conditions, 100, ETAG);
    expect([range?.status, range?.first, range?.last]).toEqual(expected);
  });
});
