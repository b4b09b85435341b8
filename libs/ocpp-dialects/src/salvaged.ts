/** A request of which only `Essential` can be relied on: the rest may be beyond repair and missing. */
export type Salvaged<T, Essential extends keyof T> = Pick<T, Essential> & Partial<Omit<T, Essential>>;
