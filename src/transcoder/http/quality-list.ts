/** One element of an Accept header of any kind. */
export interface Preference {
  /** In lower case, without parameters. */
  readonly name: string;
  /** Whether there are parameters other than `q`. */
  readonly isNarrower: boolean;
  /** 0 to 1; 0 means that it is not wanted. */
  readonly quality: number;
}

// Elements beyond these are not looked at: nobody who means it sends more.
const elementsMax = 50;
const qualityText = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/;

/** The elements of an Accept, Accept-Encoding or like header. Elements that can't be understood are left out. */
export function parseQualityList(header: string): readonly Preference[] {
  return header.split(",", elementsMax).flatMap((element) => {
    const [name = "", ...parameters] = element.split(";").map((part) => part.trim().toLowerCase());
    if (name === "") return [];
    const quality = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
    if (quality !== undefined && !qualityText.test(quality)) return [];
    const others = parameters.filter((parameter) => parameter !== "" && !parameter.startsWith("q="));
    return [{ name, isNarrower: others.length > 0, quality: Number(quality ?? 1) }];
  });
}
