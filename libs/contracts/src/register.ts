/** Half of what a number holds exactly: so the difference of two registers, which is a session's energy, is exact too. */
const LARGEST_REGISTER = 2 ** 52 - 1;

/** Whether a meter could show so many Wh, for all that numbers can say. */
export const isRegister = (valueWh: number): boolean => Math.abs(valueWh) <= LARGEST_REGISTER;
