/** Words from which names, paths and queries are made. */
export const WORDS = (
  'about account alpine archive article atlas autumn award backup balance banner basket beacon blog board bridge budget ' +
  'calendar camera canvas career catalog chapter chart city classic climate cloud coffee column compass concert contact ' +
  'copper course credit culture customer data delta design desk detail device digest diary dinner draft edition editor ' +
  'energy engine event export family feature festival field film finance forest forum gallery garden glossary guide ' +
  'harbor health history holiday home horizon house image index island item journal kernel kitchen lake language ' +
  'launch lesson letter library light linux list log map market media member memory menu metal mirror mission mobile ' +
  'model monitor moon motor museum music network news notes ocean office orbit order panel paper park partner photo ' +
  'piano planet player podcast poem portal press printer product profile project puzzle query radio railway recipe ' +
  'record region release report review river road robot sample satellite school science search season server service ' +
  'shuttle signal silver sketch social solar source space sport station stats store story stream street studio summer ' +
  'support survey system table team theatre theme thread ticket timber topic tour tower town toy track trade travel tree ' +
  'tutorial update valley video village vintage voyage water weather wiki window winter wood workshop yard year zone'
).split(' ')
