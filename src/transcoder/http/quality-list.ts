/** One element of an Accept header of any kind. */
export interface Preference {
  /** In lower case, without parameters. */
  readonly name: string;
  /** Whether there are parameters before `q`: those after it are no part of what is named. */
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
    const at = parameters.findIndex((parameter) => parameter.startsWith("q="));
    const quality = parameters[at]?.slice(2);
    if (quality !== undefined && !qualityText.test(quality)) return [];
    const own = at < 0 ? parameters : parameters.slice(0, at);
    return [{ name, isNarrower: own.some((one) => one !== ""), quality: Number(quality ?? 1) }];
  });
}
