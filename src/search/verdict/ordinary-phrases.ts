/**
 * Things that ordinary photos show, as people would type them. verdict.ts compares a query with them to judge how well
 * it fits. Chosen by hand to cover the contents of photo libraries, not taken from the captions of a photo set. The
 * figures in docs/verdict.md belong to this exact list: measure again after changing it.
 */
export const ORDINARY_PHRASES: readonly string[] = `
  a photo, a picture, something, a person, a man, a woman, a child, a baby, a group of people, a crowd, a family, a
  face, a portrait, hands, clothes, shoes, a hat, sunglasses, an animal, a dog, a cat, a horse, a cow, a sheep, a
  bird, a fish, an insect, a wild animal, a bear, an elephant, a monkey, a snake, a plant, a flower, a tree, a
  forest, leaves, grass, a garden, a field, a mountain, a desert, a rock, a beach, the sea, a lake, a river, a
  waterfall, snow, ice, the sky, clouds, rain, fog, a sunset, night, the moon, stars, fire, smoke, a city, a street,
  a building, a house, a church, a castle, a bridge, a tower, a wall, a door, a window, stairs, a road, a park, a
  farm, a market, a shop, a restaurant, an office, a school, a hospital, a kitchen, a bedroom, a bathroom, a living
  room, a table, a chair, a bed, a lamp, a shelf, a car, a bus, a truck, a train, a bicycle, a motorcycle, a boat, a
  ship, an airplane, an engine, a machine, a tool, a computer, a phone, a screen, a camera, a clock, a book, a
  newspaper, a letter, a document, text, a sign, a map, a diagram, a drawing, a painting, a statue, a toy, a ball, a
  game, food, fruit, vegetables, meat, bread, a cake, a drink, a cup, a bottle, a plate, music, a guitar, a piano,
  dancing, a concert, a party, a wedding, sports, football, basketball, tennis, swimming, running, jumping,
  climbing, skiing, skating, surfing, riding, fishing, eating, drinking, reading, working, sleeping, talking,
  playing, smiling, fighting, black and white, red, blue, green, yellow, white, black, pink, brown, a pattern, close
  up, empty, old, big, small
`
  .split(',')
  .map((phrase) => phrase.trim());
